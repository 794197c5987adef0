import type { Socket } from 'node:net';
import zlib from 'node:zlib';
import { afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import { openUpstream, type Upstream } from '../../../backends/shared/upstream.ts';
import { upstreamFields } from '../../../backends/shared/upstream-settings.ts';
import { type RawUpstream, rawUpstream } from '../../support/raw-upstream.ts';

const settings = z.strictObject(upstreamFields);
const never = new AbortController().signal;
const PLAIN = JSON.stringify({ text: 'dois cafés, por favor' });
/** Of newer versions of Node. */
const zstd = (zlib as { zstdCompressSync?: (bytes: string) => Buffer }).zstdCompressSync;

let server: RawUpstream;
let upstream: Upstream;
afterEach(async () => {
  await upstream.close();
  await server.close();
});

async function start(answer: (socket: Socket) => void, maxBytes = 2_000_000) {
  server = await rawUpstream(answer);
  upstream = openUpstream(settings.parse({ baseUrl: server.url, allowPrivateAddress: true, maxBytes }));
}

const headOf = (coding: string, type = 'application/json', status = '200 OK') =>
  `HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\ncontent-encoding: ${coding}\r\nconnection: close\r\n\r\n`;

const whole = (coding: string, bytes: Buffer) => (socket: Socket) => {
  socket.write(headOf(coding));
  socket.end(bytes);
};

const read = async () => (await upstream.post('/', '{}', never)).text();

const CODED: readonly (readonly [string, Buffer])[] = [
  ['gzip', zlib.gzipSync(PLAIN)],
  ['GZIP', zlib.gzipSync(PLAIN)],
  ['x-gzip', zlib.gzipSync(PLAIN)],
  ['identity, gzip', zlib.gzipSync(PLAIN)],
  ['deflate', zlib.deflateSync(PLAIN)],
  ['deflate', zlib.deflateRawSync(PLAIN)],
  ['br', zlib.brotliCompressSync(PLAIN)],
  ['identity', Buffer.from(PLAIN)],
  ['', Buffer.from(PLAIN)],
  ...(zstd ? [['zstd', zstd(PLAIN)] as const] : []),
];

it.each(CODED)('reads a reply whose coding is "%s"', async (coding, bytes) => {
  await start(whole(coding, bytes));
  expect(await read()).toBe(PLAIN);
});

it.each(['gzip', 'deflate', 'br'])('reads a reply coded with %s that comes byte by byte', async (coding) => {
  const code = { gzip: zlib.gzipSync, deflate: zlib.deflateRawSync, br: zlib.brotliCompressSync }[coding] ?? zlib.gzipSync;
  await start((socket) => {
    socket.setNoDelay(true).write(headOf(coding));
    const bytes = [...code(PLAIN)];
    const timer = setInterval(() => {
      const byte = bytes.shift();
      if (byte === undefined) socket.end();
      else socket.write(Buffer.of(byte));
    }, 1);
    socket.once('close', () => clearInterval(timer));
  });
  expect(await read()).toBe(PLAIN);
});

it.each(['compress', 'zip', 'gzip, gzip', 'gzip, br', 'constructor', ...(zstd ? [] : ['zstd'])])(
  'refuses a reply whose coding is "%s", before it is whole',
  async (coding) => {
    await start((socket) => socket.write(headOf(coding) + PLAIN));
    await expect(read()).rejects.toMatchObject({ code: 'UPSTREAM_INVALID' });
  },
);

const SPOILT: readonly (readonly [string, Buffer, string])[] = [
  ['gzip', Buffer.from(PLAIN), 'UPSTREAM_INVALID'],
  ['deflate', Buffer.from(PLAIN), 'UPSTREAM_INVALID'],
  ['br', Buffer.from(PLAIN), 'UPSTREAM_INVALID'],
  ['gzip', zlib.gzipSync(PLAIN).subarray(0, -9), 'UPSTREAM_TRUNCATED'],
  ['gzip', Buffer.alloc(0), 'UPSTREAM_TRUNCATED'],
  ['deflate', Buffer.alloc(0), 'UPSTREAM_TRUNCATED'],
  ['deflate', zlib.deflateSync(PLAIN).subarray(0, -9), 'UPSTREAM_TRUNCATED'],
  ['br', zlib.brotliCompressSync(PLAIN).subarray(0, -9), 'UPSTREAM_TRUNCATED'],
];

it.each(SPOILT)('says of bytes that are no whole reply in %s what they are', async (coding, bytes, code) => {
  await start(whole(coding, bytes));
  await expect(read()).rejects.toMatchObject({ code });
});

it('says that a compressed reply broke off which is reset', async () => {
  await start((socket) => {
    socket.write(headOf('gzip'));
    socket.write(zlib.gzipSync(PLAIN).subarray(0, 20), () => setTimeout(() => socket.resetAndDestroy(), 30));
  });
  await expect(read()).rejects.toMatchObject({ code: 'UPSTREAM_TRUNCATED' });
});

it.each(['gzip', 'deflate', 'br'])('counts the bytes of a reply in %s as they are read, and not as they came', async (coding) => {
  const code = { gzip: zlib.gzipSync, deflate: zlib.deflateSync, br: zlib.brotliCompressSync }[coding] ?? zlib.gzipSync;
  const bytes = code(Buffer.alloc(8_000_000, ' '));
  expect(bytes.length).toBeLessThan(50_000);
  await start((socket) => {
    socket.write(headOf(coding));
    socket.write(bytes);
  });
  await expect(read()).rejects.toMatchObject({ code: 'UPSTREAM_INVALID' });
  await expect.poll(() => server.busySockets()).toBe(0);
});

it('hands on the events of a compressed stream as they come', async () => {
  const answers: (() => void)[] = [];
  await start((socket) => {
    const gzip = zlib.createGzip();
    gzip.pipe(socket);
    socket.write(headOf('gzip', 'text/event-stream'));
    const say = (event: string) => {
      gzip.write(event);
      gzip.flush(zlib.constants.Z_SYNC_FLUSH);
    };
    say('data: one\n\n');
    answers.push(
      () => say('data: two\n\n'),
      () => gzip.end(),
    );
  });
  const pieces: string[] = [];
  for await (const piece of (await upstream.post('/', '{}', never)).chunks()) {
    pieces.push(Buffer.from(piece).toString());
    answers.shift()?.();
  }
  expect(pieces).toEqual(['data: one\n\n', 'data: two\n\n']);
});

it('closes the connection of a compressed stream that is left', async () => {
  await start((socket) => {
    const gzip = zlib.createGzip();
    gzip.pipe(socket);
    socket.write(headOf('gzip', 'text/event-stream'));
    gzip.write('data: one\n\n');
    gzip.flush(zlib.constants.Z_SYNC_FLUSH);
  });
  for await (const _ of (await upstream.post('/', '{}', never)).chunks()) break;
  await expect.poll(() => server.busySockets()).toBe(0);
});

it('reads the reason of a refusal that is compressed', async () => {
  const reason = zlib.gzipSync(JSON.stringify({ error: { code: 'context_length_exceeded' } }));
  await start((socket) => {
    socket.write(headOf('gzip', 'application/json', '400 Bad Request'));
    socket.end(reason);
  });
  await expect(read()).rejects.toMatchObject({ code: 'INPUT_TOO_LONG' });
});

it.each(['zip', 'gzip'])('says what the status says where the reason in coding "%s" cannot be read', async (coding) => {
  await start((socket) => socket.write(`${headOf(coding, 'application/json', '401 Unauthorized')}{"error"`));
  await expect(read()).rejects.toMatchObject({ code: 'MODEL_AUTH_FAILED' });
});
