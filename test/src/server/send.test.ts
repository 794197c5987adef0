import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { STALL_MS, send } from '../../../src/server/send.ts';
import { createWaitingRoom } from '../../../src/server/waiting-room.ts';
import { startTestServer, type TestServer } from './graphql-client.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

function requestOf(body: object, header = ''): string {
  const text = JSON.stringify(body);
  return `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n${header}\r\n${text}`;
}

const translate = (text: string) => ({
  query: `{ translate(input: { text: ${JSON.stringify(text)}, target: "pt" }) { ... on Translation { text } } }`,
});
const close = 'connection: close\r\n';

/** All that comes back over one connection, until the server closes it. */
async function exchange(requests: string, watch: (socket: Socket) => void = () => undefined): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1').setEncoding('utf8');
  socket.write(requests);
  watch(socket);
  let received = '';
  for await (const chunk of socket) received += chunk;
  return received;
}

describe('answers over one connection', () => {
  it('come in the order of their requests, whichever is ready first', async () => {
    const texts = ['sleep:30', 'fast', 'sleep:10', 'last'];
    const requests = texts.map((text, place) => requestOf(translate(text), place === 3 ? close : ''));
    const received = await exchange(requests.join(''));
    expect(received.match(/"text":"[^"]*"/g)).toEqual(texts.map((text) => `"text":"pt: ${text}"`));
    expect(received.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(4);
  });

  it('are whole when they are large and their reader is slow, and when the connection closes behind them', async () => {
    const items = Array.from({ length: 100 }, (_, item) => ({ text: `${item} é😀 ${'x'.repeat(9_000)}` }));
    const query = `query ($items: [TextInput!]!) { translateBatch(input: { items: $items, target: "pt" }) { items { result { ... on Translation { text } } } } }`;
    const large = { query, variables: { items } };
    const received = await exchange(requestOf(large) + requestOf(large, close), (socket) => {
      socket.pause();
      setTimeout(() => socket.resume(), 100);
    });
    const bodies = received.split(/HTTP\/1\.1 200 OK[^{]*/).filter((body) => body !== '');
    const expected = { data: { translateBatch: { items: items.map(({ text }) => ({ result: { text: `pt: ${text}` } })) } } };
    expect(bodies.map((body) => JSON.parse(body))).toEqual([expected, expected]);
  });
});

describe('a reader that takes nothing', () => {
  it('is cut once its time is over', async () => {
    const responses: ServerResponse[] = [];
    const http = createServer((_, response) => {
      responses.push(response);
      send(response, 200, 'text/plain', 'x'.repeat(50_000_000));
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const reader = connect((http.address() as AddressInfo).port, '127.0.0.1').pause();
    reader.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await vi.waitFor(() => expect(responses[0]?.socket?.timeout).toBe(STALL_MS), 30_000);
    responses[0]?.socket?.emit('timeout');
    await vi.waitFor(() => expect(responses[0]?.destroyed).toBe(true), 30_000);
    reader.destroy();
    http.close();
  });

  it('is cut when others need the room that its answer takes, and whoever reads takes none', async () => {
    const room = createWaitingRoom(30_000_000);
    const responses: ServerResponse[] = [];
    const http = createServer((_, response) => {
      responses.push(response);
      send(response, 200, 'text/plain', 'x'.repeat(20_000_000), undefined, room);
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const { port } = http.address() as AddressInfo;
    for (let time = 0; time < 2; time++) expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toHaveLength(20_000_000);
    const readers = [0, 1].map(() => connect(port, '127.0.0.1').pause());
    for (const reader of readers) reader.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await vi.waitFor(
      () =>
        expect(
          responses
            .slice(2)
            .map(({ destroyed }) => destroyed)
            .sort(),
        ).toEqual([false, true]),
      30_000,
    );
    for (const reader of readers) reader.destroy();
    http.closeAllConnections();
    http.close();
  });
});
