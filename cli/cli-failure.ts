import { EXIT_CODE, type ExitCode } from './exit-code.ts';

/** Ends the command: its message goes to stderr, its code to the shell. */
export class CliFailure extends Error {
  readonly exitCode: ExitCode;

  constructor(message: string, { exitCode = EXIT_CODE.failed, cause }: { exitCode?: ExitCode; cause?: unknown } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'CliFailure';
    this.exitCode = exitCode;
  }
}
