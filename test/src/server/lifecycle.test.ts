import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ServerOptions } from '../../../src/server/start-server.ts';
import { startTestServer, type TestServer } from './graphql-client.ts';

let running: TestServer | undefined;
const start = async (options?: Partial<ServerOptions>) => {
  running = await startTestServer(options);
  return running;
};
afterEach(async () => {
  await running?.close();
});

const sentiment = (text: string) => ({ query: `{ sentiment(input: { text: "${text}" }) { ... on Sentiment { label } } }` });

describe('a caller who leaves', () => {
  it('aborts the work', async () => {
    const server = await start();
    const leave = new AbortController();
    const answer = fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(sentiment('wait')),
      signal: leave.signal,
    });
    await vi.waitFor(() => expect(server.gateway.asked).toHaveLength(1), 30_000);
    expect(server.gateway.asked[0]?.call.signal.aborted).toBe(false);
    leave.abort();
    await expect(answer).rejects.toThrow();
    await vi.waitFor(() => expect(server.gateway.asked[0]?.call.signal.aborted).toBe(true), 30_000);
    expect(server.unexpected).toEqual([]);
  });

  it('half way through the body harms nobody', async () => {
    const server = await start();
    const head =
      'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"query"';
    await new Promise((resolve) => {
      const socket = connect(server.port, '127.0.0.1', () =>
        socket.write(head, () => setTimeout(() => socket.resetAndDestroy(), 20)),
      );
      socket.on('close', resolve);
    });
    expect(await (await server.post(sentiment('good'))).json()).toEqual({ data: { sentiment: { label: 'POSITIVE' } } });
    expect(server.unexpected).toEqual([]);
  });

  it('aborts what its own connection asked, and nothing of others', async () => {
    const server = await start();
    await (await server.post(sentiment('good'))).json();
    const agent = new Agent({ keepAlive: true });
    await new Promise<void>((resolve) => {
      const asked = request(
        `${server.url}/graphql`,
        { method: 'POST', agent, headers: { 'content-type': 'application/json' } },
        (response) => response.resume().on('end', () => resolve()),
      );
      asked.end(JSON.stringify(sentiment('good')));
    });
    agent.destroy();
    await sleep(20);
    expect(server.gateway.asked.map(({ call }) => call.signal.aborted)).toEqual([false, true]);
  });
});

describe('health', () => {
  it('is alive, and ready while a backend is healthy', async () => {
    const server = await start();
    const status = async (path: string) => (await fetch(server.url + path)).status;
    expect([await status('/healthz'), await status('/readyz')]).toEqual([200, 200]);
    server.gateway.health.healthy = false;
    expect([await status('/healthz'), await status('/readyz')]).toEqual([200, 503]);
  });
});

describe('closing', () => {
  it('lets requests under way finish, refuses new ones, and closes idle connections', async () => {
    const server = await start({ graceMs: 5_000 });
    await (await fetch(`${server.url}/healthz`)).text(); // leaves an idle connection behind
    const answer = server.post(sentiment('sleep:300'));
    const ready = halfRequest(server.port, 'GET /readyz HTTP/1.1\r\nhost: localhost\r\n');
    const graphql = halfRequest(
      server.port,
      'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 0\r\n',
    );
    await vi.waitFor(() => expect(server.gateway.asked).toHaveLength(1), 30_000);
    const closed = server.close();
    expect(await ready('\r\n')).toMatch(/^HTTP\/1\.1 503[\s\S]*connection: close[\s\S]*draining/i);
    expect(await graphql('\r\n')).toMatch(/^HTTP\/1\.1 503[\s\S]*SHUTTING_DOWN/i);
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
    expect(await (await answer).json()).toEqual({ data: { sentiment: { label: 'POSITIVE' } } });
    await closed;
  });

  it('goes on for its delay first, and tells balancers: it takes connections and answers, and each ends with its answer', async () => {
    const server = await start({ shutdownDelayMs: 3_000, graceMs: 5_000 });
    const early = server.post(sentiment('sleep:300')); // asked before, answered within
    await vi.waitFor(() => expect(server.gateway.asked).toHaveLength(1), 30_000);
    const closed = server.close();
    const [ready, alive, answer] = await Promise.all([
      fetch(`${server.url}/readyz`),
      fetch(`${server.url}/healthz`),
      server.post(sentiment('good')),
    ]);
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'draining' }]);
    expect([alive.status, answer.status]).toEqual([200, 200]);
    for (const one of [ready, alive, answer, await early]) expect(one.headers.get('connection')).toBe('close');
    await closed;
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
  });

  it('cuts what is still under way after the grace, and aborts its work', async () => {
    const server = await start({ graceMs: 50 });
    const answer = server.post(sentiment('wait'));
    const refused = expect(answer).rejects.toThrow();
    await vi.waitFor(() => expect(server.gateway.asked).toHaveLength(1), 30_000);
    await server.close();
    await refused;
    await vi.waitFor(() => expect(server.gateway.asked[0]?.call.signal.aborted).toBe(true), 30_000);
  });

  it('may be asked for twice', async () => {
    const server = await start();
    await Promise.all([server.close(), server.close()]);
  });
});

/** Opens a connection with the first bytes of a request; the function it gives sends the rest and gives all that comes back. */
function halfRequest(port: number, bytes: string): (rest: string) => Promise<string> {
  let answer = '';
  const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
  socket.on('data', (chunk) => {
    answer += chunk.toString();
  });
  return async (rest) => {
    socket.write(rest);
    await new Promise((resolve) => socket.once('close', resolve));
    return answer;
  };
}

describe('addresses', () => {
  it('rejects when the port is taken', async () => {
    const server = await start();
    await expect(startTestServer({ port: server.port })).rejects.toThrow(/EADDRINUSE/);
  });

  it('leaves unknown paths to the pages, or says that there is nothing', async () => {
    const server = await start({
      pages: ({ url, headers: { accept } }, response) => {
        if (url !== '/' || !accept?.includes('text/html')) return false;
        response.end('<h1>hello</h1>');
        return true;
      },
    });
    expect(await (await fetch(server.url, { headers: { accept: 'text/html' } })).text()).toBe('<h1>hello</h1>');
    const nothing = await fetch(`${server.url}/nothing`);
    expect([nothing.status, await nothing.json()]).toMatchObject([404, { errors: [{ extensions: { code: 'NOT_FOUND' } }] }]);
  });
});

describe('cross-origin requests', () => {
  const preflight = (server: TestServer, origin: string) =>
    fetch(`${server.url}/graphql`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
    });

  it('are allowed to nobody at first', async () => {
    const response = await preflight(await start(), 'https://app.example');
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([405, null]);
  });

  it('are allowed to the listed origins only', async () => {
    const server = await start({ corsOrigins: ['https://app.example'] });
    const listed = await preflight(server, 'https://app.example');
    expect([listed.status, listed.headers.get('access-control-allow-origin'), listed.headers.get('vary')]).toEqual([
      204,
      'https://app.example',
      'origin',
    ]);
    const other = await preflight(server, 'https://app.example.evil');
    expect([other.status, other.headers.get('access-control-allow-origin')]).toEqual([405, null]);
    const answer = await server.post(sentiment('good'), { origin: 'https://app.example' });
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://app.example');
  });
});
