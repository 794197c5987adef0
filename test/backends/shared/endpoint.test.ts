import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type LookupFunction } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import { endpointOf } from '../../../backends/shared/endpoint.ts';
import { upstreamFields } from '../../../backends/shared/upstream-settings.ts';
import { endWithSuite } from '../../support/end-with-suite.ts';
import { rawUpstream } from '../../support/raw-upstream.ts';

const settings = z.strictObject(upstreamFields);
const at = (baseUrl: string, given: Partial<z.input<typeof settings>> = {}, lookup?: LookupFunction) =>
  endpointOf(settings.parse({ baseUrl, allowPrivateAddress: true, ...given }), lookup);

let deaf: ChildProcess | undefined;
afterEach(() => deaf?.kill('SIGKILL'));

/** Listens, but is busy for ever: as many connections as may wait are taken by the system, and no more. */
async function deafPort(): Promise<number> {
  const script = `const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    require('node:fs').writeSync(1, String(server.address().port));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });`;
  deaf = endWithSuite(spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] }));
  const [port] = await once(deaf.stdout as NonNullable<typeof deaf.stdout>, 'data');
  return Number(port);
}

it('reaches a server that listens, and sends it nothing', async () => {
  const upstream = await rawUpstream('nothing is said');
  expect(await at(`${upstream.url}/v1`).probe()).toBeUndefined();
  expect(upstream.requests()).toBe(0);
  await upstream.close();
});

it('says that nobody listens', async () => {
  const upstream = await rawUpstream('nothing is said');
  await upstream.close();
  expect(await at(upstream.url).probe()).toMatchObject({ problem: 'nobody listens there' });
});

it('says that a name does not resolve', async () => {
  expect(await at('https://nowhere.invalid').probe()).toMatchObject({ problem: 'its name does not resolve' });
});

it('says that a name leads to a private address, where that is not allowed', async () => {
  const problem = await at('http://localhost:9', { allowPrivateAddress: false }).probe();
  expect(problem).toMatchObject({
    problem: 'its name leads to a private address',
    advice: expect.stringContaining('allowPrivateAddress: true'),
  });
});

it('gives up a server that takes no connection', async () => {
  const port = await deafPort();
  const waiting = Array.from({ length: 4 }, () => connect(port, '127.0.0.1'));
  for (const socket of waiting) socket.on('error', () => undefined);
  await once(waiting[0] as (typeof waiting)[number], 'connect');
  expect(await at(`http://127.0.0.1:${port}`, { connectMs: 300 }).probe()).toMatchObject({ problem: 'nothing answers' });
  for (const socket of waiting) socket.destroy();
});

it('gives up names that nobody resolves', async () => {
  expect(await at('https://models.example', { connectMs: 50 }, () => undefined).probe()).toMatchObject({
    problem: 'nothing answers',
  });
});

it.each([
  ['https://models.example/v1', 'models.example:443'],
  ['http://models.example', 'models.example:80'],
  ['http://[::1]:8000', '[::1]:8000'],
])('knows the address of %s', (baseUrl, address) => {
  expect(at(baseUrl)).toMatchObject({ setting: 'baseUrl', address, optional: false });
});
