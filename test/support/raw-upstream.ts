/** A server that answers each request in one wrong way, below HTTP where need be. */

import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { completion, event } from './openai-replies.ts';

export interface RawUpstream {
  /** http://127.0.0.1:port */
  url: string;
  requests(): number;
  /** When a connection that carried a request last closed, on the clock of `performance.now()`. */
  lastClosed(): number | undefined;
  /** Connections that carried a request and are open still. The client may keep others ready. */
  busySockets(): number;
  close(): Promise<void>;
}

const head = (status: string, ...headers: string[]) => `HTTP/1.1 ${[status, ...headers].join('\r\n')}\r\n\r\n`;
const STREAM = head('200 OK', 'content-type: text/event-stream', 'connection: close');
const JSON_HEAD = head('200 OK', 'content-type: application/json', 'connection: close');

const GZIP_HEAD = head('200 OK', 'content-type: application/json', 'content-encoding: gzip', 'connection: close');

/** A whole reply, which faults spoil. */
const POSITIVE = JSON.stringify(completion('{"label":"POSITIVE"}'));

/** Writes without end until the socket closes. */
function pour(socket: Socket, piece: string | Uint8Array, everyMs: number): void {
  const timer = setInterval(() => socket.write(piece), everyMs);
  socket.once('close', () => clearInterval(timer));
}

const MEGABYTE = 'x'.repeat(1_000_000);
/** A kilobyte; several in a row are one stream. */
const PACKED_MEGABYTE = gzipSync(MEGABYTE);

/** What goes wrong, by name. Each takes a socket on which a request has arrived. */
export const faults = {
  'the stream ends without a finish': (socket: Socket) => socket.end(STREAM + event('one ')),
  'a frame is cut in half': (socket: Socket) => socket.end(STREAM + event('one ') + event('two').slice(0, 40)),
  'the stream stalls': (socket: Socket) => socket.write(STREAM + event('one ')),
  'the stream holds an error': (socket: Socket) =>
    socket.end(
      `${STREAM}${event('one ')}data: {"error":{"message":"sk-canary-0123456789 overloaded","code":"server_error"}}\n\n`,
    ),
  'the stream holds broken JSON': (socket: Socket) => socket.end(`${STREAM}${event('one ')}data: {"choices": nonsense}\n\n`),
  'the stream is reset': (socket: Socket) => {
    socket.write(STREAM + event('one '));
    setTimeout(() => socket.resetAndDestroy(), 50);
  },
  'the stream never ends': (socket: Socket) => {
    socket.write(STREAM + event('one '));
    pour(socket, `: ${MEGABYTE}\n`, 1);
  },
  'the stream ends but the connection stays': (socket: Socket) =>
    socket.write(`${head('200 OK', 'content-type: text/event-stream')}${event('one ')}${event('two', 'stop')}data: [DONE]\n\n`),
  'nothing is said': () => undefined,
  'the header drips': (socket: Socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    pour(socket, 'x-drip: 1\r\n', 50);
  },
  'the body never ends': (socket: Socket) => {
    socket.write(`${JSON_HEAD}{"id": "`);
    pour(socket, MEGABYTE, 1);
  },
  'the reply stalls': (socket: Socket) => socket.write(`${JSON_HEAD}${POSITIVE.slice(0, 60)}`),
  'the reply is reset': (socket: Socket) => {
    socket.write(`${head('200 OK', 'content-type: application/json', 'content-length: 5000')}${POSITIVE.slice(0, 60)}`);
    setTimeout(() => socket.resetAndDestroy(), 50);
  },
  'the reply tells no end': (socket: Socket) => socket.end(JSON_HEAD + POSITIVE.replace('"stop"', 'null')),
  'the reply is over its limit': (socket: Socket) => socket.end(JSON_HEAD + POSITIVE.replace('"stop"', '"length"')),
  'the body drips': (socket: Socket) => {
    socket.write(JSON_HEAD);
    pour(socket, ' ', 50);
  },
  'the page is HTML': (socket: Socket) =>
    socket.end(`${head('200 OK', 'content-type: text/html', 'connection: close')}<html>sk-canary-0123456789</html>`),
  'the reply is {}': (socket: Socket) => socket.end(`${JSON_HEAD}{}`),
  'the JSON is broken': (socket: Socket) => socket.end(`${JSON_HEAD}{"choices": nonsense}`),
  'the reply is half a million lists': (socket: Socket) => socket.end(`${JSON_HEAD}{"choices":[${'[],'.repeat(500_000)}[]]}`),
  'the JSON is cut': (socket: Socket) => socket.end(`${JSON_HEAD}{"choices": [{"message": {"content": "{\\"label`),
  'the body is shorter than announced': (socket: Socket) =>
    socket.end(`${head('200 OK', 'content-type: application/json', 'content-length: 500')}{"choices": []}`),
  'the connection is reset': (socket: Socket) => socket.resetAndDestroy(),
  'it is not HTTP': (socket: Socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'),
  'the reply is compressed': (socket: Socket) => {
    socket.write(GZIP_HEAD);
    socket.end(gzipSync(POSITIVE));
  },
  'a compressed reply is cut': (socket: Socket) => {
    socket.write(GZIP_HEAD);
    socket.end(gzipSync(POSITIVE).subarray(0, -12));
  },
  'a compressed reply unfolds without end': (socket: Socket) => {
    socket.write(GZIP_HEAD);
    pour(socket, PACKED_MEGABYTE, 1);
  },
  'the reply is not compressed as it says': (socket: Socket) => socket.end(`${GZIP_HEAD}${POSITIVE}`),
  'the coding is not known and the body not whole': (socket: Socket) =>
    socket.write(`${head('200 OK', 'content-type: application/json', 'content-encoding: zip')}{`),
  'it sends elsewhere': (socket: Socket) =>
    socket.end(head('302 Found', 'location: http://169.254.169.254/latest/meta-data', 'content-length: 0')),
  'it asks to wait an hour': (socket: Socket) =>
    socket.end(head('429 Too Many Requests', 'retry-after: 3600', 'content-length: 0', 'connection: close')),
  'an error stalls': (socket: Socket) =>
    socket.write(`${head('503 Service Unavailable', 'content-type: application/json', 'content-length: 900')}{"error"`),
} satisfies Record<string, (socket: Socket) => unknown>;

export type Fault = keyof typeof faults;

/** Starts a server with one fault, or with what `answer` does to a socket on which a request has arrived. */
export async function rawUpstream(answer: Fault | ((socket: Socket, request: string) => void)): Promise<RawUpstream> {
  const sockets = new Set<Socket>();
  const busy = new Set<Socket>();
  let requests = 0;
  let lastClosed: number | undefined;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      sockets.delete(socket);
      if (busy.delete(socket)) lastClosed = performance.now();
    });
    socket.on('data', (data) => {
      if (busy.has(socket)) return;
      busy.add(socket);
      requests += 1;
      if (typeof answer === 'string') faults[answer](socket);
      else answer(socket, data.toString());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => requests,
    lastClosed: () => lastClosed,
    busySockets: () => busy.size,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
