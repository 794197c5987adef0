import { once } from 'node:events';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { CliFailure } from '../cli-failure.ts';
import type { End } from '../end-of-process.ts';
import { EXIT_CODE } from '../exit-code.ts';
import { banner } from '../output/banner.ts';
import { writeOut } from '../output/write-out.ts';
import { configOption, typePrefixOption } from '../task-command.ts';
import { errInk, outInk, type World } from '../world.ts';

interface Flags {
  host?: string;
  port?: number;
  subgraph?: true;
  typePrefix?: string;
  config?: string;
}

export function addServe(program: Command, world: World, version: string): void {
  program
    .command('serve')
    .description('serve the tasks over GraphQL until Ctrl-C, SIGTERM or SIGHUP')
    .addOption(new Option('-p, --port <number>', 'the port; 0 picks a free one (default: 4000, or PORT)').argParser(port))
    .option('--host <address>', 'the address to listen on (default: 127.0.0.1, or HOST)')
    .option('--subgraph', 'serve the schema as a subgraph of Apollo Federation')
    .addOption(typePrefixOption())
    .addOption(configOption())
    .action((flags: Flags) => serveUntilEnd(world, version, flags));
}

async function serveUntilEnd(world: World, version: string, { config, ...server }: Flags): Promise<void> {
  const { loadSettings, serve } = await world.lingraph();
  const service = await serve(loadSettings({ file: config, overrides: { server } }));
  try {
    await writeOut(world.stdout, banner(service, version, outInk(world)), world.ended);
    await once(world.ended, 'abort');
    world.stderr.write(
      errInk(world).faint('Finishing the requests under way; Ctrl-C, or another signal after a second, ends at once.\n'),
    );
  } finally {
    await service.close();
  }
  const { exitCode } = world.ended.reason as End;
  if (exitCode === EXIT_CODE.failed) throw new CliFailure('The gateway had to end.');
}

function port(text: string): number {
  const found = Number(text);
  if (!/^\d+$/.test(text) || found > 65_535) throw new InvalidArgumentError('Give a number from 0 to 65535.');
  return found;
}
