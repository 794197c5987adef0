import { EXIT_CODE, type ExitCode } from './exit-code.ts';

/** Why the process has to end, and what it then says to the shell. */
export interface End {
  exitCode: ExitCode;
}

/**
 * Aborts on SIGINT, on SIGTERM, and when stdout takes no more: nobody reads it, or the disk is full, which it says on stderr.
 * The reason is an `End`. A second signal ends the process at once.
 */
export function endOfProcess(): AbortSignal {
  const controller = new AbortController();
  const onSignal = (exitCode: ExitCode) => () => {
    if (controller.signal.aborted) process.exit(exitCode);
    controller.abort({ exitCode } satisfies End);
  };
  process.on('SIGINT', onSignal(EXIT_CODE.interrupted));
  process.on('SIGTERM', onSignal(EXIT_CODE.terminated));
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    const unread = error.code === 'EPIPE';
    if (!unread) process.stderr.write(`lingraph: The output cannot be written: ${error.message}\n`);
    controller.abort({ exitCode: unread ? EXIT_CODE.ok : EXIT_CODE.failed } satisfies End);
  });
  process.stderr.on('error', () => {}); // nobody listens to what we say beside the data
  return controller.signal;
}
