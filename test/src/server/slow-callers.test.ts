/** Callers who send or read slowly, on purpose or not, and many of them. */
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import { networkOf } from '../../../src/server/connection-bound.ts';
import type { ServerOptions } from '../../../src/server/start-server.ts';
import { startTestServer, type TestServer } from './graphql-client.ts';

let server: TestServer;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  vi.restoreAllMocks();
  await server.close();
});

const start = async (options: Partial<ServerOptions>) => {
  server = await startTestServer(options);
};

/** A connection that has sent these bytes. What comes back is added to `heard`; `closed` resolves when it closes. */
function say(bytes: string | Buffer) {
  const socket = connect(server.port, '127.0.0.1', () => socket.write(bytes));
  sockets.push(socket);
  const told = { heard: '', closed: new Promise((resolve) => socket.once('close', resolve)), socket };
  socket.on('data', (chunk) => {
    told.heard += chunk;
  });
  socket.on('error', () => {});
  return told;
}

const HEAD = 'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n';
const half = (bytes: number) => `${HEAD}content-length: ${bytes * 2}\r\n\r\n${' '.repeat(bytes)}`;
const hello = async () => (await server.post({ query: '{__typename}' })).status;

describe('bodies that arrive slowly', () => {
  it('take no more room together than they may: those that wait longest are refused, and others are answered', async () => {
    await start({ maxBufferedBytes: 1_000_000 });
    const slow = Array.from({ length: 20 }, () => say(half(100_000)));
    const refused = () => slow.filter(({ heard }) => heard.startsWith('HTTP/1.1 503')).length;
    await vi.waitFor(() => expect(refused()).toBeGreaterThanOrEqual(11), 30_000);
    expect(await hello()).toBe(200);
    expect(refused()).toBeLessThan(15);
    expect(slow.find(({ heard }) => heard)?.heard).toContain('OVERLOADED');
  });

  it('count by their pieces too, as many small ones take far more memory than they hold', async () => {
    await start({ maxBufferedBytes: 100_000 });
    const slow = say(`${HEAD}transfer-encoding: chunked\r\n\r\n${'1\r\n \r\n'.repeat(500)}`);
    await vi.waitFor(() => expect(slow.heard).toMatch(/^HTTP\/1\.1 503/), 30_000);
  });

  it('are refused when they come more slowly than they may', async () => {
    await start({ minBodyBytesPerSecond: 1_000 });
    const real = performance.now.bind(performance);
    let passedMs = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => real() + passedMs);
    const slow = say(half(1_000));
    await vi.waitFor(() => {
      passedMs += 10_000;
      expect(slow.heard).toMatch(/^HTTP\/1\.1 408[\s\S]*connection: close[\s\S]*DEADLINE_EXCEEDED/i);
    }, 30_000);
    await slow.closed;
    expect(await hello()).toBe(200);
  });

  it('take no room any more once their callers have gone', async () => {
    await start({ maxBufferedBytes: 300_000 });
    for (let round = 0; round < 5; round++) {
      const gone = say(half(200_000));
      await sleep(20);
      gone.socket.destroy();
    }
    await sleep(20);
    const stays = say(half(200_000));
    expect(await hello()).toBe(200);
    expect(stays.heard).toBe('');
  });
});

describe('messages over websockets', () => {
  const opened = async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/graphql`, 'graphql-transport-ws');
    await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
    return socket;
  };
  /** The head of a message of 900,000 bytes, and half of it. */
  const HALF_MESSAGE = Buffer.concat([
    Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0, 0x0d, 0xbb, 0xa0, 1, 2, 3, 4]),
    Buffer.alloc(450_000),
  ]);
  const carrierOf = (socket: WebSocket) => (socket as unknown as { _socket: Socket })._socket;

  it('that stay half take no more room together than they may, and those that are whole take none', async () => {
    await start({ maxBufferedBytes: 2_097_152 });
    const idle = await opened();
    for (let message = 0; message < 50; message++)
      idle.send(JSON.stringify({ type: 'ping', payload: { filler: 'x'.repeat(60_000) } }));
    const idleClosed = vi.fn();
    idle.on('close', idleClosed);
    const slow = await Promise.all(Array.from({ length: 8 }, opened));
    const closed = vi.fn();
    for (const socket of slow) {
      socket.on('close', closed).on('error', () => {});
      carrierOf(socket).write(HALF_MESSAGE);
    }
    await vi.waitFor(() => expect(closed.mock.calls.length).toBeGreaterThanOrEqual(4), 30_000);
    expect(closed.mock.calls.length).toBeLessThan(8);
    for (const socket of [...slow, idle]) socket.terminate();
  });
});

describe('connections', () => {
  it('of one address are no more than they may be, and those that close make room', async () => {
    const onRefusedConnections = vi.fn();
    await start({ maxConnectionsPerAddress: 5, onRefusedConnections });
    const five = Array.from({ length: 5 }, () => say('GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n'));
    await vi.waitFor(() => expect(five.every(({ heard }) => heard.includes('200'))).toBe(true), 30_000);
    const sixth = say('GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await sixth.closed;
    expect(sixth.heard).toBe('');
    expect(onRefusedConnections).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('server.maxConnectionsPerAddress'));
    five[0]?.socket.destroy();
    await vi.waitFor(async () => expect(await hello().catch(() => 0)).toBe(200), 30_000);
  });

  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('count %s with %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
