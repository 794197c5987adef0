/** Bytes as broken clients, bad lines and strangers send them: the server lives, answers others, and gets its sockets and memory back. */
import { connect } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './graphql-client.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ graceMs: 600_000, corsOrigins: ['https://app.example'] });
});
afterAll(() => server?.close());

const HOST = 'host: localhost\r\n';
const QUERY = JSON.stringify({ query: '{ sentiment(input: { text: "good" }) { ... on Sentiment { label } } }' });
const STREAM = JSON.stringify({
  query: 'subscription { translateStream(input: { text: "a", source: "en", target: "pt" }) { __typename } }',
});
const GET = `/graphql?query=%7B__typename%7D`;

function post(body: string | Buffer, ...headers: string[]): Buffer {
  const lines = [
    'POST /graphql HTTP/1.1',
    'host: localhost',
    'content-type: application/json',
    ...headers,
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), Buffer.from(body)]);
}

/** A frame as clients send them, masked with zeros. */
function frame(opcode: number, data: string, isLast = true): Buffer {
  const length = Buffer.byteLength(data);
  const head = length < 126 ? [0x80 | length] : [0x80 | 126, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([(isLast ? 0x80 : 0) | opcode, ...head, 0, 0, 0, 0]), Buffer.from(data)]);
}

const UPGRADE = Buffer.from(
  `GET /graphql HTTP/1.1\r\n${HOST}connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n`,
);
const message = (fields: object) => frame(1, JSON.stringify(fields));
const SUBSCRIBE = message({ type: 'subscribe', id: '1', payload: JSON.parse(QUERY) });

/** What well-behaved clients send, whole. */
const WHOLE: readonly Buffer[] = [
  post(QUERY),
  Buffer.concat([post(QUERY), post(QUERY)]),
  post(STREAM, 'accept: text/event-stream'),
  post(STREAM, 'accept: multipart/mixed;subscriptionSpec=1.0'),
  post(gzipSync(QUERY), 'content-encoding: gzip'),
  Buffer.from(
    `POST /graphql HTTP/1.1\r\n${HOST}content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n${QUERY.length.toString(16)}\r\n${QUERY}\r\n0\r\n\r\n`,
  ),
  Buffer.from(`GET ${GET} HTTP/1.1\r\n${HOST}graphql-require-preflight: 1\r\n\r\n`),
  Buffer.from(`HEAD ${GET} HTTP/1.1\r\n${HOST}graphql-require-preflight: 1\r\n\r\n`),
  Buffer.from(`OPTIONS /graphql HTTP/1.1\r\n${HOST}origin: https://app.example\r\naccess-control-request-method: POST\r\n\r\n`),
  Buffer.from(`GET / HTTP/1.1\r\n${HOST}connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAA\r\n\r\n`),
  Buffer.concat([UPGRADE, message({ type: 'connection_init' }), SUBSCRIBE]),
  Buffer.concat([
    UPGRADE,
    message({ type: 'connection_init' }),
    frame(1, '{"type":"pi', false),
    frame(9, 'now'),
    frame(0, 'ng"}'),
  ]),
  Buffer.concat([UPGRADE, SUBSCRIBE, frame(8, '')]),
];

const share = fc.double({ min: 0, max: 1, noNaN: true });
const at = (bytes: Buffer, where: number) => Math.floor(bytes.length * where);

/** What becomes of bytes on a bad way. */
const spoiled = fc.oneof(
  share.map((where) => (bytes: Buffer) => bytes.subarray(0, at(bytes, where))),
  share.map((where) => (bytes: Buffer) => Buffer.concat([bytes.subarray(0, at(bytes, where)), bytes])),
  fc.tuple(share, share).map(
    ([from, to]) =>
      (bytes: Buffer) =>
        Buffer.concat([bytes, bytes.subarray(at(bytes, Math.min(from, to)), at(bytes, Math.max(from, to)))]),
  ),
  fc.tuple(share, fc.nat(255)).map(([where, byte]) => (bytes: Buffer) => {
    const changed = Buffer.from(bytes);
    if (changed.length > 0) changed[Math.min(at(bytes, where), changed.length - 1)] = byte;
    return changed;
  }),
  fc.tuple(share, fc.uint8Array({ maxLength: 40 })).map(
    ([where, more]) =>
      (bytes: Buffer) =>
        Buffer.concat([bytes.subarray(0, at(bytes, where)), more, bytes.subarray(at(bytes, where))]),
  ),
);

const client = fc.record({
  whole: fc.constantFrom(...WHOLE),
  spoiling: fc.array(spoiled, { maxLength: 3 }),
  pieces: fc.integer({ min: 1, max: 4 }),
  goes: fc.constantFrom('by a reset', 'by an end', 'later'),
  reads: fc.boolean(),
});

type Client = typeof client extends fc.Arbitrary<infer Drawn> ? Drawn : never;

/** Sends the bytes, in pieces that come late, and leaves. */
function send({ whole, spoiling, pieces, goes, reads }: Client): Promise<void> {
  const bytes = spoiling.reduce((all, spoil) => spoil(all), whole);
  return new Promise((resolve) => {
    const socket = connect(server.port, '127.0.0.1', async () => {
      if (!reads) socket.pause();
      for (let piece = 0; piece < pieces && socket.writable; piece++) {
        socket.write(bytes.subarray((bytes.length * piece) / pieces, (bytes.length * (piece + 1)) / pieces));
        await new Promise(setImmediate);
      }
      if (goes === 'by a reset') socket.resetAndDestroy();
      else if (goes === 'by an end') socket.end(() => socket.destroy());
      else setTimeout(() => socket.destroy(), 20);
    });
    socket.on('data', () => {}).on('error', () => {});
    socket.once('close', () => resolve());
  });
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heldBytes(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const crowd = (numRuns: number) =>
  fc.assert(
    fc.asyncProperty(fc.array(client, { minLength: 1, maxLength: 8 }), async (clients) => {
      await Promise.all(clients.map(send));
      expect(await (await server.post(QUERY)).json()).toEqual({ data: { sentiment: { label: 'POSITIVE' } } });
      expect(server.unexpected).toEqual([]);
    }),
    { numRuns },
  );

describe('a server that is sent cut, doubled, changed, late and reset bytes', { timeout: 300_000 }, () => {
  it('lives, answers others, and gets its memory back', async () => {
    await crowd(60);
    const before = heldBytes();
    server.gateway.asked.length = 0;
    await crowd(120);
    server.gateway.asked.length = 0;
    expect(heldBytes() - before).toBeLessThan(30_000_000);
  });

  it('has every socket back: it closes at once, with all the time of the world for what is under way', async () => {
    await server.close();
  });
});
