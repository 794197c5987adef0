import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { packageRoot } from '../../src/config/package-root.ts';
import { writeOut } from '../output/write-out.ts';
import { configOption, typePrefixOption } from '../task-command.ts';
import type { World } from '../world.ts';

interface Flags {
  subgraph?: true;
  typePrefix?: string;
  config?: string;
}

/** The file of the package, so that what is printed can be held against it; of a subgraph what `serve` with these settings offers. */
export function addSchema(program: Command, world: World): void {
  program
    .command('schema')
    .description('print the GraphQL schema, in SDL')
    .option('--subgraph', 'print what a supergraph of Apollo Federation is offered')
    .addOption(typePrefixOption())
    .addOption(configOption())
    .action(async (flags: Flags) => writeOut(world.stdout, await schemaOf(world, flags), world.ended));
}

async function schemaOf(world: World, { config, ...server }: Flags): Promise<string> {
  if (!server.subgraph) return readFile(join(packageRoot, 'schema.graphql'), 'utf8');
  const { loadSettings, subgraphSdl } = await world.lingraph();
  const settings = loadSettings({ file: config, overrides: { server } });
  return `${subgraphSdl(settings.server.typePrefix)}\n`;
}
