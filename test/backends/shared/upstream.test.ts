import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import { openUpstream, type Upstream } from '../../../backends/shared/upstream.ts';
import { upstreamFields } from '../../../backends/shared/upstream-settings.ts';
import { rawUpstream } from '../../support/raw-upstream.ts';
import { type JsonUpstream, jsonUpstream } from './json-upstream.ts';

// Without the refusal at the start: here it is the connection that refuses.
const settings = z.strictObject(upstreamFields);
const never = new AbortController().signal;
let server: JsonUpstream;
let upstream: Upstream;

async function start(given: Partial<z.input<typeof settings>> = {}) {
  server = await jsonUpstream(() => ({ json: { ok: true } }));
  const url = given.baseUrl?.replace('PORT', new URL(server.url).port) ?? server.url;
  upstream = openUpstream(settings.parse({ allowPrivateAddress: true, ...given, baseUrl: url }));
}

afterEach(async () => {
  await upstream.close();
  await server.close();
});

it('posts below the path of the base URL with its own headers, which the settings may replace', async () => {
  await start({
    baseUrl: 'http://127.0.0.1:PORT/base/v1/',
    apiKey: 'sk-own',
    headers: { Authorization: 'Other key', 'Api-Key': 'b' },
  });
  const reply = await upstream.post('/chat', '{"a":1}', never);
  expect(await reply.json()).toEqual({ ok: true });
  expect(server.requests).toMatchObject([
    { method: 'POST', path: '/base/v1/chat', body: { a: 1 }, headers: { authorization: 'Other key', 'api-key': 'b' } },
  ]);
  expect(Object.keys(server.requests[0]?.headers ?? {}).sort()).toEqual(
    ['accept', 'api-key', 'authorization', 'connection', 'content-length', 'content-type', 'host', 'user-agent'].sort(),
  );
});

it('sends the query of its settings with each request', async () => {
  await start({ query: { 'api-version': '2024-10-21', a: 'b&c' } });
  await (await upstream.post('/chat', '{}', never)).json();
  expect(server.requests.map(({ path }) => path)).toEqual(['/chat?api-version=2024-10-21&a=b%26c']);
});

it('does not connect to a name that leads to a private address', async () => {
  await start({ baseUrl: 'http://localhost:PORT', allowPrivateAddress: false });
  await expect(upstream.post('/', '{}', never)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  expect(server.requests).toEqual([]);
});

it('does not follow a reply that sends elsewhere', async () => {
  await start();
  const elsewhere = await rawUpstream((socket) =>
    socket.end(`HTTP/1.1 307 Temporary Redirect\r\nlocation: ${server.url}\r\ncontent-length: 0\r\n\r\n`),
  );
  const sent = openUpstream(settings.parse({ baseUrl: elsewhere.url, allowPrivateAddress: true }));
  await expect(sent.post('/', '{}', never)).rejects.toMatchObject({ code: 'UPSTREAM_INVALID' });
  expect(server.requests).toEqual([]);
  await sent.close();
  await elsewhere.close();
});

it('asks again over the connections it has', async () => {
  const sockets = new Set<unknown>();
  await start();
  const counting = createServer((message, response) => {
    sockets.add(message.socket);
    message.resume().on('end', () => response.end('{}'));
  });
  await new Promise<void>((resolve) => counting.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(counting.address() as AddressInfo).port}`;
  const kept = openUpstream(settings.parse({ baseUrl, allowPrivateAddress: true }));
  for (let again = 0; again < 20; again++) await (await kept.post('/', '{}', never)).json();
  expect(sockets.size).toBeLessThan(4);
  await kept.close();
  await new Promise((resolve) => counting.close(resolve));
});

it('gives up an event that grows without end', async () => {
  await start();
  const endless = await rawUpstream((socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n');
    const timer = setInterval(() => socket.write('data: x\n'.repeat(10_000)), 1);
    socket.once('close', () => clearInterval(timer));
  });
  const reading = openUpstream(settings.parse({ baseUrl: endless.url, allowPrivateAddress: true, maxBytes: 100_000_000 }));
  const reply = await reading.post('/', '{}', never);
  let bytes = 0;
  const read = async () => {
    for await (const chunk of reply.chunks()) bytes += chunk.length;
  };
  await expect(read()).rejects.toMatchObject({ code: 'UPSTREAM_INVALID' });
  expect(bytes).toBeLessThan(400_000);
  await reading.close();
  await endless.close();
});

it.each(['\n', '\r\n'])('reads any number of events whose blank line %j comes by itself', async (lineEnd) => {
  await start();
  const line = `data: ${'x'.repeat(9_000)}${lineEnd}`;
  const many = await rawUpstream(async (socket) => {
    socket.setNoDelay(true);
    socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n');
    for (let event = 0; event < 40; event++) {
      for (const piece of [line, lineEnd]) {
        socket.write(piece);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
    socket.end();
  });
  const reading = openUpstream(settings.parse({ baseUrl: many.url, allowPrivateAddress: true }));
  let bytes = 0;
  for await (const piece of (await reading.post('/', '{}', never)).chunks()) bytes += piece.length;
  expect(bytes).toBe((line.length + lineEnd.length) * 40);
  await reading.close();
  await many.close();
});

it.each([
  ['attemptMs', ''],
  ['idleMs', 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{'],
])('names %s where a server is silent for longer', async (setting, beginning) => {
  await start();
  const silent = await rawUpstream((socket) => void socket.write(beginning));
  const reading = openUpstream(settings.parse({ baseUrl: silent.url, allowPrivateAddress: true, attemptMs: 50, idleMs: 50 }));
  const read = async () => (await reading.post('/', '{}', never)).json();
  await expect(read()).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT', message: expect.stringContaining(`\`${setting}\``) });
  await reading.close();
  await silent.close();
});

it('says UPSTREAM_UNAVAILABLE once it is closed, however often', async () => {
  await start();
  await Promise.all([upstream.close(), upstream.close()]);
  await expect(upstream.post('/', '{}', never)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
});
