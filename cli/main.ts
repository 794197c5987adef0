#!/usr/bin/env node
/** The command as a shell starts it: the process becomes a world, and its end an exit code. */
import { readFileSync } from 'node:fs';
import { terminalSettings } from '../src/config/terminal.ts';
import { endOfProcess } from './end-of-process.ts';
import { packageFile } from './package-file.ts';
import { runCli } from './run-cli.ts';

const { version } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string };
const { stdin, stdout, stderr } = process;
const code = await runCli(process.argv.slice(2), version, {
  stdin,
  stdout,
  stderr,
  terminal: terminalSettings(),
  ended: endOfProcess(),
  // Opened on demand: help, and whoever asks a server, need no models.
  openGateway: async (file) => {
    const [{ loadSettings }, { openGateway }] = await Promise.all([
      import('../src/config/load-settings.ts'),
      import('../src/main.ts'),
    ]);
    return openGateway(loadSettings({ file }));
  },
});
// An open stdin would hold the process; what was written must be out before it goes.
stdout.write('', () => process.exit(code));
