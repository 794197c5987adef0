#!/usr/bin/env node
/** The command as a shell starts it: the process becomes a world, and its end an exit code. */
import { packageVersion } from '../src/config/package-root.ts';
import { terminalSettings } from '../src/config/terminal.ts';
import { type End, endOfProcess } from './end-of-process.ts';
import { EXIT_CODE } from './exit-code.ts';
import { runCli } from './run-cli.ts';

/** So long what is asked to end waits for a reader that takes nothing. */
const FLUSH_MS = 1_000;

const { stdin, stdout, stderr } = process;
const ended = endOfProcess();
const code = await runCli(process.argv.slice(2), packageVersion, {
  stdin,
  stdout,
  stderr,
  terminal: terminalSettings(),
  ended,
  lingraph: () => import('../src/main.ts'),
});
const exit = () => process.exit(code === EXIT_CODE.ok && ended.aborted ? (ended.reason as End).exitCode : code);
if (ended.aborted) setTimeout(exit, FLUSH_MS);
// An open stdin would hold the process; what was written must be out before it goes. That it cannot be may show only now.
stdout.write('', exit);
