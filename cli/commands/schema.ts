import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { packageRoot } from '../../src/config/package-root.ts';
import { writeOut } from '../output/write-out.ts';
import type { World } from '../world.ts';

/** The file of the package, so that what is printed can be held against it. */
export function addSchema(program: Command, world: World): void {
  program
    .command('schema')
    .description('print the GraphQL schema, in SDL')
    .action(async () => writeOut(world.stdout, await readFile(join(packageRoot, 'schema.graphql'), 'utf8'), world.ended));
}
