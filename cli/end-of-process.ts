import { EXIT_CODE, type ExitCode } from './exit-code.ts';

/** Why the process has to end, and what it then says to the shell. */
export interface End {
  exitCode: ExitCode;
}

/**
 * Aborts on SIGINT, on SIGTERM, and when nobody reads stdout any more; the reason is an `End`.
 * A second signal ends the process at once.
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
    if (error.code !== 'EPIPE') throw error;
    controller.abort({ exitCode: EXIT_CODE.ok } satisfies End);
  });
  process.stderr.on('error', () => {}); // nobody listens to what we say beside the data
  return controller.signal;
}
