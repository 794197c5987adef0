import { EXIT_CODE, type ExitCode } from './exit-code.ts';
import { hearUncaught } from './uncaught.ts';

/** Why the process has to end, and what it then says to the shell. */
export interface End {
  exitCode: ExitCode;
}

/** From so long after the first signal on, another is meant as another: process managers and shells tell a process of one end twice. */
const ANOTHER_MS = 1_000;

/**
 * Aborts on SIGINT, SIGTERM and SIGHUP; when stdout takes no more, as nobody reads it or the disk is full, which it says on
 * stderr; and on a fault that nobody caught and the process should not outlive. The reason is an `End`.
 *
 * Once the end has begun, only Ctrl-C or a signal a second later ends the process at once. Whoever starts the process may pass
 * Ctrl-C on although the terminal has sent it already: `echoMs` is how long after the first one such an echo can come, 0 unless given.
 */
export function endOfProcess({ echoMs = 0 } = {}): AbortSignal {
  const controller = new AbortController();
  let begunAt = 0;
  const end = (exitCode: ExitCode) => {
    if (controller.signal.aborted) return;
    begunAt = performance.now();
    controller.abort({ exitCode } satisfies End);
  };
  const onSignal = (exitCode: ExitCode, anotherMs: number) => () => {
    if (controller.signal.aborted && performance.now() - begunAt >= anotherMs) process.exit(exitCode);
    end(exitCode);
  };
  process.on('SIGINT', onSignal(EXIT_CODE.interrupted, echoMs));
  process.on('SIGTERM', onSignal(EXIT_CODE.terminated, ANOTHER_MS));
  process.on('SIGHUP', onSignal(EXIT_CODE.hungUp, ANOTHER_MS));
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    const unread = error.code === 'EPIPE';
    if (!unread) process.stderr.write(`lingraph: The output cannot be written: ${error.message}\n`);
    end(unread ? EXIT_CODE.ok : EXIT_CODE.failed);
  });
  process.stderr.on('error', () => {}); // nobody listens to what we say beside the data
  hearUncaught(() => end(EXIT_CODE.failed));
  return controller.signal;
}
