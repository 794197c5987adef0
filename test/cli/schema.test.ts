import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runCli } from '../../cli/run-cli.ts';
import { subgraphSdl } from '../../resolvers/subgraph.ts';
import { packageRoot } from '../../src/config/package-root.ts';
import { fakeWorld } from './fake-world.ts';

it('the schema is printed as its file is, so that one can be held against the other', async () => {
  const world = fakeWorld();
  expect(await runCli(['schema'], '1.2.3', world)).toBe(0);
  expect(world.out()).toBe(readFileSync(join(packageRoot, 'schema.graphql'), 'utf8'));
});

it.each([
  ['--subgraph', subgraphSdl()],
  ['--subgraph --type-prefix AI', subgraphSdl('AI')],
  ['--type-prefix AI', subgraphSdl('AI')],
])('%s prints what a supergraph is offered', async (flags, sdl) => {
  const world = fakeWorld();
  expect(await runCli(['schema', ...flags.split(' ')], '1.2.3', world)).toBe(0);
  expect(world.out()).toBe(`${sdl}\n`);
});
