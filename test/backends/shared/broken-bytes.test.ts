import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import zlib from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { openUpstream, type Upstream } from '../../../backends/shared/upstream.ts';
import { upstreamFields } from '../../../backends/shared/upstream-settings.ts';
import { GatewayError } from '../../../src/errors.ts';

const settings = z.strictObject(upstreamFields);

const JSON_TEXT = JSON.stringify({ choices: [{ message: { content: 'x'.repeat(300) } }] });
const EVENTS = `data: ${JSON_TEXT}\n\n`.repeat(3);
const CODINGS: Readonly<Record<string, (text: string) => Buffer>> = {
  '': Buffer.from,
  identity: Buffer.from,
  gzip: zlib.gzipSync,
  deflate: zlib.deflateSync,
  br: zlib.brotliCompressSync,
  zip: Buffer.from,
  'gzip, br': zlib.gzipSync,
};

interface Reply {
  status: string;
  coding: string;
  isStream: boolean;
  /** Whether the coding that is named is the one that is used. */
  isTrue: boolean;
  framing: 'length' | 'too long' | 'too short' | 'chunked' | 'close';
}

const reply: fc.Arbitrary<Reply> = fc.record({
  status: fc.constantFrom('200 OK', '200 OK', '400 Bad Request', '429 Too Many Requests', '500 Oh', '302 Found', '101 Switching'),
  coding: fc.constantFrom(...Object.keys(CODINGS)),
  isStream: fc.boolean(),
  isTrue: fc.boolean(),
  framing: fc.constantFrom('length', 'too long', 'too short', 'chunked', 'close'),
});

function bytesOf({ status, coding, isStream, isTrue, framing }: Reply): Buffer {
  const text = isStream ? EVENTS : JSON_TEXT;
  const body = isTrue ? (CODINGS[coding] ?? Buffer.from)(text) : Buffer.from(text);
  const header = {
    length: `content-length: ${body.length}`,
    'too long': `content-length: ${body.length + 50}`,
    'too short': `content-length: ${Math.max(0, body.length - 50)}`,
    chunked: 'transfer-encoding: chunked',
    close: 'connection: close',
  };
  const type = isStream ? 'text/event-stream' : 'application/json';
  const head = `HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\ncontent-encoding: ${coding}\r\n${header[framing]}\r\n\r\n`;
  const chunked = Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')]);
  return Buffer.concat([Buffer.from(head), framing === 'chunked' ? chunked : body]);
}

/** What happens to a socket, in this order. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ write: fc.double({ min: 0, max: 1, noNaN: true }) }) },
  { weight: 2, arbitrary: fc.record({ twice: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ noise: fc.uint8Array({ minLength: 1, maxLength: 40 }) }) },
  { weight: 2, arbitrary: fc.record({ waitMs: fc.integer({ min: 0, max: 4 }) }) },
  { weight: 1, arbitrary: fc.constantFrom({ end: true } as const, { reset: true } as const) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

interface Case {
  reply: Reply;
  steps: readonly Step[];
  /** How a reader goes about it. */
  read: 'text' | 'chunks' | 'first chunk' | 'not at all';
  /** When the caller leaves, in milliseconds. */
  leavesMs?: number;
}

const oneCase: fc.Arbitrary<Case> = fc.record(
  {
    reply,
    steps: fc.array(step, { minLength: 1, maxLength: 6 }),
    read: fc.constantFrom('text', 'chunks', 'first chunk', 'not at all'),
    leavesMs: fc.integer({ min: 0, max: 10 }),
  },
  { requiredKeys: ['reply', 'steps', 'read'] },
);

async function play(socket: Socket, { reply: said, steps }: Case): Promise<void> {
  const bytes = bytesOf(said);
  let from = 0;
  for (const one of steps) {
    if (socket.destroyed) return;
    if ('write' in one) {
      const to = from + Math.ceil((bytes.length - from) * one.write);
      socket.write(bytes.subarray(from, to));
      from = to;
    } else if ('twice' in one) socket.write(one.twice ? Buffer.concat([bytes, bytes]) : bytes);
    else if ('noise' in one) socket.write(one.noise);
    else if ('waitMs' in one) await new Promise((resolve) => setTimeout(resolve, one.waitMs));
    else if ('end' in one) socket.end();
    else if (socket.writableEnded) socket.destroy();
    else socket.resetAndDestroy();
  }
  if (from < bytes.length) socket.end(bytes.subarray(from));
}

/** A server that plays the case whose number a request names in its path. */
async function player(cases: readonly Case[]) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (data) => {
      const played = cases[Number(/^POST \/(\d+)/.exec(data.toString())?.[1])];
      if (played) void play(socket, played);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open: () => sockets.size,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** Asks and reads as the case says. Gives what was thrown. */
async function ask(upstream: Upstream, { read, leavesMs }: Case, number: number): Promise<unknown> {
  const leaving = new AbortController();
  const reason = new GatewayError('CLIENT_CLOSED_REQUEST', 'gone');
  const timer = setTimeout(() => leaving.abort(reason), leavesMs ?? 1_000);
  try {
    const got = await upstream.post(`/${number}`, '{"model":"m"}', leaving.signal);
    if (read === 'text') await got.text();
    else if (read !== 'not at all') for await (const _ of got.chunks()) if (read === 'first chunk') break;
    return undefined;
  } catch (thrown) {
    return thrown;
  } finally {
    clearTimeout(timer);
    // As an attempt does whose time is over.
    if (read === 'not at all') leaving.abort(reason);
  }
}

/** What may be left of thousands of replies until somebody collects it. */
const MAX_HELD_BYTES = 50_000_000;

it('lives through any bytes a server sends, in typed errors, and gives back its sockets', async () => {
  const escaped: unknown[] = [];
  const heldBefore = process.memoryUsage().arrayBuffers;
  const note = (thrown: unknown) => escaped.push(thrown);
  process.on('uncaughtException', note).on('unhandledRejection', note);
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(oneCase, { minLength: 1, maxLength: 8 }), async (cases) => {
        const server = await player(cases);
        const upstream = openUpstream(
          settings.parse({ baseUrl: server.url, allowPrivateAddress: true, attemptMs: 300, idleMs: 300, maxBytes: 5_000 }),
        );
        const thrown = await Promise.all(cases.map((one, number) => ask(upstream, one, number)));
        for (const each of thrown) if (each !== undefined) expect(each).toBeInstanceOf(GatewayError);
        await upstream.close();
        await expect.poll(server.open).toBe(0);
        await server.close();
      }),
      { numRuns: 80 },
    );
  } finally {
    process.off('uncaughtException', note).off('unhandledRejection', note);
  }
  expect(escaped).toEqual([]);
  await expect.poll(() => process.memoryUsage().arrayBuffers - heldBefore).toBeLessThan(MAX_HELD_BYTES);
});
