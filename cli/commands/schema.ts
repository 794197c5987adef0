import type { Command } from 'commander';
import { typeDefs } from '../../resolvers/type-defs.ts';
import { writeOut } from '../output/write-out.ts';
import type { World } from '../world.ts';

export function addSchema(program: Command, world: World): void {
  program
    .command('schema')
    .description('print the GraphQL schema, in SDL')
    .action(() => writeOut(world.stdout, typeDefs(), world.ended));
}
