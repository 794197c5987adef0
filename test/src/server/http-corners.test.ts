/** Corners of HTTP that proxies and older programs reach. */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './graphql-client.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ allowedHosts: ['api.example'] });
});
afterAll(() => server.close());

const OF_THE_CONNECTION = ['date', 'connection', 'keep-alive'];
const PREFLIGHT = { 'graphql-require-preflight': '1' };

/** Everything that comes back to these bytes until the connection closes. */
const exchange = (...lines: string[]) =>
  new Promise<string>((resolve, reject) => {
    let heard = '';
    const socket = connect(server.port, '127.0.0.1', () => socket.write(`${lines.join('\r\n')}\r\nconnection: close\r\n\r\n`));
    socket.on('data', (chunk) => {
      heard += chunk;
    });
    socket.on('close', () => resolve(heard)).on('error', reject);
  });

describe('a HEAD', () => {
  it('has the status and the headers of a GET, and no body', async () => {
    const url = `${server.url}/graphql?query=%7B__typename%7D`;
    const [head, get] = [await fetch(url, { method: 'HEAD', headers: PREFLIGHT }), await fetch(url, { headers: PREFLIGHT })];
    const told = ({ status, headers }: Response) => [
      status,
      ...[...headers].filter(([name]) => !OF_THE_CONNECTION.includes(name)),
    ];
    expect(told(head)).toEqual(told(get));
    expect([await head.text(), await get.text()]).toEqual(['', '{"data":{"__typename":"Query"}}']);
  });

  it('may change nothing, and needs what a GET needs', async () => {
    const ask = (query: string, headers = {}) =>
      fetch(`${server.url}/graphql?${new URLSearchParams({ query })}`, { method: 'HEAD', headers });
    expect((await ask('{__typename}')).status).toBe(400);
    expect((await ask('mutation { purgeCache(input: {}) { __typename } }', PREFLIGHT)).status).toBe(405);
  });

  it('of a stream opens none', async () => {
    const query = 'subscription { translateStream(input: { text: "a", source: "en", target: "pt" }) { __typename } }';
    const headers = { ...PREFLIGHT, accept: 'text/event-stream' };
    const asked = server.gateway.asked.length;
    const response = await fetch(`${server.url}/graphql?${new URLSearchParams({ query })}`, { method: 'HEAD', headers });
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
      '',
    ]);
    expect(server.gateway.asked).toHaveLength(asked);
  });
});

describe('a body', () => {
  it('may begin with a byte order mark', async () => {
    const answer = await server.post('\uFEFF{"query":"{__typename}"}');
    expect(await answer.json()).toEqual({ data: { __typename: 'Query' } });
  });

  it('may say in any case that it is sent as it is', async () => {
    const answer = await server.post({ query: '{__typename}' }, { 'content-encoding': 'Identity' });
    expect(answer.status).toBe(200);
  });
});

describe('a request that names its whole address', () => {
  const get = (address: string, host: string) =>
    exchange(`GET ${address} HTTP/1.1`, `host: ${host}`, 'graphql-require-preflight: 1');

  it('is answered like one that names the path', async () => {
    expect(await get('http://api.example/graphql?query=%7B__typename%7D', 'localhost')).toContain(
      '{"data":{"__typename":"Query"}}',
    );
    expect(await get('http://localhost/healthz', 'localhost')).toMatch(/^HTTP\/1\.1 200/);
  });

  it('is meant for the host of the address, whatever `host` says', async () => {
    expect(await get('http://elsewhere.example/graphql?query=%7B__typename%7D', 'localhost')).toMatch(/^HTTP\/1\.1 421/);
    expect(await get('http://localhost/graphql?query=%7B__typename%7D', 'elsewhere.example')).toMatch(/^HTTP\/1\.1 200/);
  });
});
