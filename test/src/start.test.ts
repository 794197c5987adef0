import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ask } from '../../bench/faults/ask.ts';
import { remote, routed } from '../../bench/faults/settings.ts';
import { openHere } from '../faults/open-here.ts';
import { rawUpstream } from '../support/raw-upstream.ts';
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
  const settings = { backends: { cloud: { ...shared, kind, ...own } }, routes: { sentiment: { use: ['cloud'] } } };
  await expect(serveHere(settings)).rejects.toThrow(/^backends\.cloud\.baseUrl: 127\.0\.0\.1:\d+ cannot be reached/m);
});

it('starts before one that is optional, warns, and answers with a typed error', async () => {
  const gateway = await openHere(routed({ cloud: remote(dead, { optional: true }) }));
  expect(await ask(gateway, { text: 'The soup was cold.' })).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  await vi.waitFor(() =>
    expect(lines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ level: 'warn', event: 'unreachable', backend: 'cloud', problem: 'nobody listens there' }),
    ),
  );
  await gateway.close();
});

it.each([
  ['use', { use: ['nobody'] }],
  ['shadow', { use: ['cloud'], shadow: 'nobody' }],
])('names what a route could name instead of a %s that nobody answers to', async (_, route) => {
  const settings = { backends: { cloud: remote(dead, { optional: true }) }, routes: { sentiment: route } };
  await expect(serveHere(settings)).rejects.toThrow('called nobody. Write one of cloud, cloud/m.');
});
