import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ask } from '../../bench/faults/ask.ts';
import { remote, routed } from '../../bench/faults/settings.ts';
import { openHere } from '../faults/open-here.ts';
import { rawUpstream } from '../support/raw-upstream.ts';
import { redisMissing, startRedis } from '../support/redis.ts';
import { serveHere } from '../support/serve-here.ts';

let dead: string;
beforeAll(async () => {
  const upstream = await rawUpstream('nothing is said');
  dead = upstream.url;
  await upstream.close();
});
const lines: string[] = [];
const written = vi.spyOn(process.stderr, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
afterAll(() => written.mockRestore());

it.each([
  ['openai', {}],
  ['huggingface', { sentiment: { model: 'a/b' } }],
  ['openinference', { sentiment: { model: 'm' } }],
])('does not start before an %s backend that cannot be reached', async (kind, own) => {
  const { model: _, ...shared } = remote(dead) as { model: string };
  const settings = { backends: { cloud: { ...shared, kind, ...own } }, routes: { sentiment: { models: ['cloud'] } } };
  await expect(serveHere(settings)).rejects.toThrow(/^backends\.cloud\.baseUrl: 127\.0\.0\.1:\d+ cannot be reached/m);
});

it('starts before one that is optional, warns, and answers with a typed error', async () => {
  const gateway = await openHere(routed({ cloud: remote(dead, { optional: true }) }));
  expect(await ask(gateway, { text: 'The soup was cold.' })).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  await vi.waitFor(
    () =>
      expect(lines.map((line) => JSON.parse(line))).toContainEqual(
        expect.objectContaining({
          level: 'warn',
          event: 'unreachable',
          backend: 'cloud',
          problem: expect.stringContaining('nobody listens there'),
        }),
      ),
    30_000,
  );
  await gateway.close();
});

it.each([
  ['models', { models: ['nobody'] }],
  ['shadow', { models: ['cloud'], shadow: 'nobody' }],
])('names what a route could name instead of a %s that nobody answers to', async (_, route) => {
  const settings = { backends: { cloud: remote(dead, { optional: true }) }, routes: { sentiment: route } };
  await expect(serveHere(settings)).rejects.toThrow('called nobody. Write one of cloud, cloud/m.');
});

it.skipIf(redisMissing())('leaves no connection to the store of a start that is refused', async () => {
  const redis = await startRedis();
  const asker = connect(Number(new URL(redis.url).port), '127.0.0.1');
  const clients = async () => {
    asker.write('INFO clients\r\n');
    const [info] = await once(asker, 'data');
    return /connected_clients:(\d+)/.exec(String(info))?.[1];
  };
  const settings = {
    backends: { cloud: remote(dead, { optional: true }) },
    routes: { sentiment: { models: ['nobody'] } },
    cache: { store: redis.url },
  };
  await expect(serveHere(settings)).rejects.toThrow('called nobody.');
  await vi.waitFor(async () => expect(await clients()).toBe('1'), 30_000);
  asker.destroy();
  await redis.stop();
});
