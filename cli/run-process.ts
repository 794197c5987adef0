import { packageVersion } from '../src/config/package-root.ts';
import { terminalSettings } from '../src/config/terminal.ts';
import type { End } from './end-of-process.ts';
import { runCli } from './run-cli.ts';

/** So long what is asked to end waits for a reader that takes nothing. */
const FLUSH_MS = 1_000;

/** Runs one command line in the world of this process, and ends the process with what came of it. */
export async function runProcess(args: readonly string[], ended: AbortSignal): Promise<void> {
  const { stdin, stdout, stderr } = process;
  const code = await runCli(args, packageVersion, {
    stdin,
    stdout,
    stderr,
    terminal: terminalSettings(),
    ended,
    lingraph: () => import('../src/main.ts'),
  });
  const wasEnded = ended.aborted; // then the command has said with which code: a server that was asked to end did what it should
  const exit = () => process.exit(ended.aborted && !wasEnded ? (ended.reason as End).exitCode : code);
  if (wasEnded) setTimeout(exit, FLUSH_MS);
  // An open stdin would hold the process; what was written must be out before it goes. That it cannot be may show only now.
  stdout.write('', exit);
}
