import { connect } from 'node:net';
import { createClient } from 'graphql-ws';
import { afterEach, describe, expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import { createSchema } from '../../../resolvers/schema.ts';
import { GatewayError } from '../../../src/errors.ts';
import type { ServerOptions } from '../../../src/server/start-server.ts';
import { createProtocol } from '../../../src/server/websocket-protocol.ts';
import {
  heardIn,
  type Script,
  type StreamEvent,
  type StreamServer,
  scriptedTranslator,
  startStreams,
  TRANSLATE,
  wordByWord,
} from './streams-world.ts';

let server: StreamServer;
afterEach(() => server.close());

const words = Array.from({ length: 60 }, (_, place) => `palavra${place} `);
const start = async (script: Script = wordByWord(words), options: Partial<ServerOptions> = {}) => {
  server = await startStreams([scriptedTranslator('one', script)], options);
  return server.graphqlUrl.replace('http', 'ws');
};
const clientOf = (url: string) => createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0, lazy: true });

const QUERY = 'query ($text: String!) { translate(input: { text: $text, source: "en", target: "pt" }) { __typename } }';

const SKIPPED =
  'subscription ($less: Boolean = false) { translateStream(input: { text: "a", target: "pt" }) @skip(if: $less) { __typename } }';

/** Emits one word, then waits until its caller leaves. */
const heldUp =
  (calls: AbortSignal[]): Script =>
  async (_, emit, { signal }) => {
    calls.push(signal);
    emit('um ');
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    return new GatewayError('CLIENT_CLOSED_REQUEST', 'The caller left.');
  };

it('answers a ping without what the client sent along, however deep that is, and goes on', async () => {
  const socket = new WebSocket(await start(), 'graphql-transport-ws');
  const heard: string[] = [];
  socket.on('message', (data) => heard.push(String(data)));
  await new Promise((resolve) => socket.once('open', resolve));
  socket.send(`{"type":"ping","payload":{"a":${'['.repeat(90)}${']'.repeat(90)}}}`);
  socket.send('{"type":"connection_init"}');
  await vi.waitFor(() => expect(heard).toEqual(['{"type":"pong"}', '{"type":"connection_ack"}']), 30_000);
  socket.terminate();
});

describe('the client of graphql-ws', () => {
  it('gets deltas and the whole translation, several streams on one connection', async () => {
    const client = clientOf(await start());
    const listen = async (text: string) => {
      const events: StreamEvent[] = [];
      for await (const { data } of client.iterate<{ translateStream: StreamEvent }>({ query: TRANSLATE, variables: { text } }))
        if (data) events.push(data.translateStream);
      return events;
    };
    for (const events of await Promise.all([listen('Good morning.'), listen('Good night.')])) {
      expect(events.at(-1)).toMatchObject({ __typename: 'TranslationCompleted', translation: { text: words.join('') } });
      expect(heardIn(events)).toBe(words.join(''));
      expect(events.length).toBeGreaterThan(2);
    }
    await client.dispose();
  });

  it('gets the answers of queries too', async () => {
    const client = clientOf(await start());
    const answers = [];
    for await (const answer of client.iterate({ query: '{ backends { id } }' })) answers.push(answer);
    expect(answers).toEqual([{ data: { backends: [{ id: 'one' }] } }]);
    await client.dispose();
  });

  it.each([
    ['a document that does not fit the schema', 'subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ['what is not GraphQL', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
    ['a variable of the wrong type', TRANSLATE, 'BAD_USER_INPUT'],
    [
      'what is too deep',
      `{ __typename ${'... on Query { '.repeat(3_000)} __typename ${'}'.repeat(3_000)} }`,
      'GRAPHQL_PARSE_FAILED',
    ],
    ['a subscription that may leave its field out', SKIPPED, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'the same by a fragment',
      'subscription ($less: Boolean = false) { ...a } fragment a on Subscription { translateStream(input: { text: "a", target: "pt" }) @skip(if: $less) { __typename } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['too many fields at the root', `{ ${'__typename '.repeat(60)} }`, 'QUERY_TOO_COMPLEX'],
  ])('is refused %s, with the code that it has over HTTP', async (_, query, code) => {
    const client = clientOf(await start());
    const ask = async () => {
      for await (const answer of client.iterate({ query, variables: { text: 1 } })) expect(answer).toBeUndefined();
    };
    await expect(ask()).rejects.toMatchObject([{ extensions: { code } }]);
    await client.dispose();
  });

  it('stops the model at once when it leaves', async () => {
    const calls: AbortSignal[] = [];
    const client = clientOf(await start(heldUp(calls)));
    const events = client.iterate({ query: TRANSLATE, variables: { text: 'Good morning.' } });
    await events.next();
    expect(calls.map(({ aborted }) => aborted)).toEqual([false]);
    await events.return?.();
    await vi.waitFor(() => expect(calls.map(({ aborted }) => aborted)).toEqual([true]), 30_000);
    await client.dispose();
  });

  it('stops the model of a query too, alone or with the connection', async () => {
    const calls: AbortSignal[] = [];
    const client = clientOf(await start(heldUp(calls)));
    const ask = (text: string) =>
      client.subscribe({ query: QUERY, variables: { text } }, { next() {}, error() {}, complete() {} });
    const leave = ask('Good morning.');
    ask('Good night.');
    await vi.waitFor(() => expect(calls).toHaveLength(2), 30_000);
    leave();
    await vi.waitFor(() => expect(calls.map(({ aborted }) => aborted)).toEqual([true, false]), 30_000);
    client.terminate();
    await vi.waitFor(() => expect(calls.map(({ aborted }) => aborted)).toEqual([true, true]), 30_000);
    expect(server.unexpected).toEqual([]);
  });

  it('stops every model when the connection breaks', async () => {
    const calls: AbortSignal[] = [];
    const client = clientOf(await start(heldUp(calls)));
    const events = client.iterate({ query: TRANSLATE, variables: { text: 'Good morning.' } });
    await events.next();
    client.terminate();
    await events.next().catch(() => undefined);
    await vi.waitFor(() => expect(calls.map(({ aborted }) => aborted)).toEqual([true]), 30_000);
  });
});

/** How a websocket handshake, or what follows it, ends. */
async function outcomeOf(url: string, headers: Record<string, string>, protocols = ['graphql-transport-ws']): Promise<string> {
  const socket = new WebSocket(url, protocols, { headers });
  return new Promise((resolve) => {
    socket.on('open', () => {
      socket.terminate();
      resolve('open');
    });
    socket.on('unexpected-response', (_, response) => resolve(String(response.statusCode)));
    socket.on('error', () => undefined);
  });
}

describe('the handshake', () => {
  it('is for programs, pages of the same origin, and pages of the listed origins', async () => {
    const url = await start(undefined, { corsOrigins: ['https://app.example'] });
    const own = server.url;
    const outcomes = await Promise.all([
      outcomeOf(url, {}),
      outcomeOf(url, { origin: own }),
      outcomeOf(url, { origin: 'https://app.example' }),
      outcomeOf(url, { origin: 'https://evil.example' }),
      outcomeOf(url, { origin: 'null' }),
    ]);
    expect(outcomes).toEqual(['open', 'open', 'open', '403', '403']);
  });

  it("is refused elsewhere than at /graphql, and to a name that is not the server's", async () => {
    const url = await start();
    expect(await outcomeOf(url.replace('/graphql', '/other'), {})).toBe('404');
    expect(await outcomeOf(url, { host: 'rebound.example' })).toBe('421');
  });

  it('that is refused leaves no connection open, though its other side does not end it', async () => {
    await start(undefined, { graceMs: 100 });
    const socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true }).resume();
    socket.write('GET /other HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n');
    await new Promise((resolve) => socket.once('end', resolve));
    await server.close();
    socket.destroy();
  });

  it('needs the protocol', async () => {
    const socket = new WebSocket(await start(), ['other']);
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('close', resolve));
    expect(socket.readyState).toBe(socket.CLOSED);
  });

  it('leaves other upgrades alone: the request is answered as it is', async () => {
    await start();
    const body = '{"query":"{ __typename }"}';
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(server.port, '127.0.0.1', () =>
        socket.write(
          `POST /graphql HTTP/1.1\r\nhost: localhost\r\nconnection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABk\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body.slice(0, 9)}`,
          () => socket.write(body.slice(9)),
        ),
      );
      socket.on('data', (chunk) => {
        text += chunk;
        if (text.includes('}}')) socket.destroy();
      });
      socket.on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1.1 200[\s\S]*\{"data":\{"__typename":"Query"\}\}$/);
  });
});

describe('a client that misbehaves', () => {
  const opened = async (url: string) => {
    const socket = new WebSocket(url, ['graphql-transport-ws']);
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('open', resolve));
    return socket;
  };
  const closeCode = (socket: WebSocket) => new Promise<number>((resolve) => socket.once('close', resolve));

  it.each([
    ['sends more than a message may have', (socket: WebSocket) => socket.send('x'.repeat(2_000)), 1009],
    ['sends what is no message', (socket: WebSocket) => socket.send('{}'), 4400],
    [
      'asks before it has introduced itself',
      (socket: WebSocket) => socket.send('{"id":"1","type":"subscribe","payload":{"query":"{ __typename }"}}'),
      4401,
    ],
  ])('and %s is closed', async (_, misbehave, code) => {
    const socket = await opened(await start(undefined, { maxBodyBytes: 1_000 }));
    misbehave(socket);
    expect(await closeCode(socket)).toBe(code);
    expect(server.unexpected).toEqual([]);
  });

  it('and asks for too much at once is told so', async () => {
    const socket = await opened(await start(heldUp([])));
    const codes: string[] = [];
    socket.on('message', (data) => {
      const { type, payload } = JSON.parse(String(data));
      if (type === 'error') codes.push(payload[0].extensions.code);
    });
    socket.send('{"type":"connection_init"}');
    await new Promise((resolve) => socket.once('message', resolve));
    for (let id = 0; id < 105; id += 1)
      socket.send(
        JSON.stringify({ id: String(id), type: 'subscribe', payload: { query: TRANSLATE, variables: { text: `Text ${id}.` } } }),
      );
    await vi.waitFor(() => expect(codes).toHaveLength(5), 30_000);
    expect(new Set(codes)).toEqual(new Set(['OVERLOADED']));
    socket.terminate();
  });
});

describe('what fails unexpectedly', () => {
  it('is masked, heard of, and ends nothing else on the websocket', async () => {
    await start();
    const sent: string[] = [];
    const unexpected: unknown[] = [];
    const rules = { longestMs: 1_000, isAdmin: false, enterStream: () => undefined };
    const executeOperation = () => Promise.reject(new Error('secret'));
    const onUnexpected = (error: unknown) => unexpected.push(error);
    const protocol = createProtocol({ schema: createSchema(), executeOperation, rules, isClosed: () => false, onUnexpected });
    let receive: (message: string) => Promise<void> = async () => undefined;
    const socket = {
      protocol: 'graphql-transport-ws',
      send: (text: string) => void sent.push(text),
      close: () => void sent.push('closed'),
      onMessage(take: typeof receive) {
        receive = take;
      },
    };
    protocol.opened(socket, { underWay: () => 0 });
    await receive('{"type":"connection_init"}');
    await receive('{"id":"1","type":"subscribe","payload":{"query":"{ __typename }"}}');
    expect(sent.map((text) => JSON.parse(text))).toMatchObject([
      { type: 'connection_ack' },
      { id: '1', type: 'error', payload: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] },
    ]);
    expect(sent.join()).not.toContain('secret');
    expect(unexpected).toEqual([new Error('secret')]);
  });
});

describe('closing', () => {
  it('refuses what is asked on a websocket that still has a stream', async () => {
    const url = await start(heldUp([]), { graceMs: 700 });
    const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0 });
    const events = client.iterate({ query: TRANSLATE, variables: { text: 'Good morning.' } });
    await events.next();
    const rest = expect(events.next()).rejects.toMatchObject({ code: 1001 });
    const closed = server.close();
    const asked = client.iterate({ query: '{ backends { id } }' }).next();
    await expect(asked).rejects.toMatchObject([{ extensions: { code: 'SHUTTING_DOWN', retryable: true } }]);
    await rest;
    await closed;
  });

  it('closes an idle websocket at once, and one with a stream before the grace is over, with 1001', async () => {
    const url = await start(heldUp([]), { graceMs: 700 });
    const idle = new WebSocket(url, ['graphql-transport-ws']);
    await new Promise((resolve) => idle.once('open', resolve));
    const codes: Promise<number>[] = [new Promise((resolve) => idle.once('close', resolve))];
    const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0 });
    codes.push(new Promise((resolve) => client.on('closed', (event) => resolve((event as { code: number }).code))));
    const events = client.iterate({ query: TRANSLATE, variables: { text: 'Good morning.' } });
    await events.next();
    const rest = expect(events.next()).rejects.toMatchObject({ code: 1001 });
    await server.close();
    await rest;
    expect(await Promise.all(codes)).toEqual([1001, 1001]);
  });
});
