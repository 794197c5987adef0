#!/usr/bin/env node
/** The command as a shell starts it: the process becomes a world, and its end an exit code. */
import { packageVersion } from '../src/config/package-root.ts';
import { terminalSettings } from '../src/config/terminal.ts';
import { endOfProcess } from './end-of-process.ts';
import { runCli } from './run-cli.ts';

const { stdin, stdout, stderr } = process;
const code = await runCli(process.argv.slice(2), packageVersion, {
  stdin,
  stdout,
  stderr,
  terminal: terminalSettings(),
  ended: endOfProcess(),
  lingraph: () => import('../src/main.ts'),
});
// An open stdin would hold the process; what was written must be out before it goes.
stdout.write('', () => process.exit(code));
