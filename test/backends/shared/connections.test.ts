import { readFileSync } from 'node:fs';
import { createServer as createHttp, type Server as HttpServer } from 'node:http';
import { createServer as createHttps, type ServerOptions } from 'node:https';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { endpointOf } from '../../../backends/shared/endpoint.ts';
import { openUpstream, type Upstream } from '../../../backends/shared/upstream.ts';
import { upstreamFields } from '../../../backends/shared/upstream-settings.ts';
import { type Certificate, type Certificates, makeCertificates, opensslMissing } from '../../support/certificates.ts';

const settings = z.strictObject(upstreamFields);
type Given = Partial<z.input<typeof settings>>;
const settingsOf = (baseUrl: string, given: Given) => settings.parse({ baseUrl, allowPrivateAddress: true, ...given });
const never = new AbortController().signal;

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  opened.push({
    close: () => {
      (server as Partial<HttpServer>).closeAllConnections?.();
      return new Promise((resolve) => server.close(resolve));
    },
  });
  return (server.address() as AddressInfo).port;
}

function upstreamOf(baseUrl: string, given: Given = {}): Upstream {
  const upstream = openUpstream(settingsOf(baseUrl, given));
  opened.push(upstream);
  return upstream;
}

const ask = async (upstream: Upstream) => (await upstream.post('/', '{}', never)).json();

describe('a kept connection', () => {
  const reply = (status: string) => `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}`;

  /** Answers the first request of each of the first `times` connections, and does `then` to the second. */
  async function forgetful(then: (socket: Socket) => void, { times = 1, status = '200 OK' } = {}) {
    const told = { connections: 0, requests: 0 };
    const server = createServer((socket) => {
      let requests = 0;
      const isForgetful = ++told.connections <= times;
      socket.on('error', () => undefined);
      socket.on('data', () => {
        requests += 1;
        told.requests += 1;
        if (requests > 1 && isForgetful) then(socket);
        else socket.write(reply(status));
      });
    });
    return { told, url: `http://127.0.0.1:${await listening(server)}` };
  }

  const closings: readonly (readonly [string, (socket: Socket) => void])[] = [
    ['ends', (socket) => socket.end()],
    ['is reset', (socket) => socket.resetAndDestroy()],
  ];

  it.each(closings)('that %s when it is used again costs nobody an answer', async (_, close) => {
    const { told, url } = await forgetful(close, { times: 1_000 });
    const upstream = upstreamOf(url);
    for (let again = 0; again < 20; again++) expect(await ask(upstream)).toEqual({});
    expect(told.requests).toBeGreaterThan(20);
  });

  it('that ends after a server error costs nobody an answer', async () => {
    const { told, url } = await forgetful((socket) => socket.end(), { times: 1_000, status: '500 Oh' });
    const upstream = upstreamOf(url);
    for (let again = 0; again < 10; again++)
      await expect(ask(upstream)).rejects.toMatchObject({ cause: { message: expect.stringContaining('status 500') } });
    expect(told.requests).toBeGreaterThan(10);
  });

  it('is what is replaced: a new one that the server closes is a server that cannot be reached', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end());
    });
    const port = await listening(server);
    let connections = 0;
    server.on('connection', () => connections++);
    await expect(ask(upstreamOf(`http://127.0.0.1:${port}`))).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(connections).toBe(1);
  });
});

const missing = opensslMissing();
describe.skipIf(missing)(`an address with https${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let made: Certificates;
  beforeAll(() => {
    made = makeCertificates();
  });
  afterAll(() => made.remove());

  async function secure({ cert, key }: Certificate, options: ServerOptions = {}) {
    const told = { requests: 0, client: '' };
    const server = createHttps({ cert: readFileSync(cert), key: readFileSync(key), ...options }, (message, response) => {
      told.requests += 1;
      const { subject } = (
        message.socket as unknown as { getPeerCertificate(): { subject?: { CN?: string } } }
      ).getPeerCertificate();
      told.client = subject?.CN ?? '';
      message.resume().on('end', () => response.setHeader('content-type', 'application/json').end('{}'));
    });
    server.on('tlsClientError', () => undefined);
    return { told, url: `https://127.0.0.1:${await listening(server)}` };
  }

  it('believes the certificate that the settings name, and no other', async () => {
    const { told, url } = await secure(made.valid);
    const tls = { caFile: made.valid.cert };
    expect(await ask(upstreamOf(url, { tls }))).toEqual({});
    expect(await endpointOf(settingsOf(url, { tls })).probe()).toBeUndefined();
    await expect(ask(upstreamOf(url))).rejects.toMatchObject({ code: 'MODEL_AUTH_FAILED' });
    expect(told.requests).toBe(1);
  });

  it('shows the certificate of the gateway', async () => {
    const { told, url } = await secure(made.valid, { requestCert: true, ca: readFileSync(made.foreign.cert) });
    const tls = { caFile: made.valid.cert, certFile: made.foreign.cert, keyFile: made.foreign.key };
    expect(await ask(upstreamOf(url, { tls }))).toEqual({});
    expect(told.client).toBe('foreign');
  });

  it.each([
    ['expired', 'its certificate has expired'],
    ['foreign', 'its certificate is for another name'],
  ] as const)('whose certificate is %s is told from one that cannot be reached', async (name, problem) => {
    const { url } = await secure(made[name]);
    const tls = { caFile: made[name].cert };
    await expect(ask(upstreamOf(url, { tls }))).rejects.toMatchObject({
      code: 'MODEL_AUTH_FAILED',
      message: expect.stringContaining(problem),
    });
    expect(await endpointOf(settingsOf(url, { tls })).probe()).toMatchObject({ problem });
  });

  it('that speaks no TLS is told from one that cannot be reached', async () => {
    const port = await listening(createHttp((message, response) => void message.resume().on('end', () => response.end('{}'))));
    const url = `https://127.0.0.1:${port}`;
    await expect(ask(upstreamOf(url))).rejects.toMatchObject({ message: expect.stringContaining('it does not speak TLS') });
    expect(await endpointOf(settingsOf(url, {})).probe()).toMatchObject({ problem: 'it does not speak TLS' });
  });

  it.each(['http', 'https'])('is reached through a proxy, by %s', async (scheme) => {
    const told: string[] = [];
    const plain = createHttp((message, response) => void message.resume().on('end', () => response.end('{}')));
    const url = scheme === 'https' ? (await secure(made.valid)).url : `http://127.0.0.1:${await listening(plain)}`;
    const proxy = createHttp((message, response) => {
      told.push(`${message.method} ${message.headers['proxy-authorization']}`);
      message.resume().on('end', () => response.end('{"proxy":true}'));
    });
    proxy.on('connect', (message, socket) => {
      told.push(`CONNECT ${message.headers['proxy-authorization']}`);
      const [host, port] = (message.url ?? '').split(':');
      const out = connect(Number(port), host, () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
      out.pipe(socket).pipe(out);
      for (const one of [out, socket]) one.on('error', () => out.destroy());
    });
    const port = await listening(proxy);
    const given = { tls: { caFile: made.valid.cert }, proxy: `http://u:p@127.0.0.1:${port}` };
    expect(await ask(upstreamOf(url, given))).toEqual(scheme === 'https' ? {} : { proxy: true });
    expect(told).toEqual([`${scheme === 'https' ? 'CONNECT' : 'POST'} Basic ${btoa('u:p')}`]);
    expect(endpointOf(settingsOf(url, given))).toMatchObject({ setting: 'proxy', address: `127.0.0.1:${port}` });
    expect(await endpointOf(settingsOf(url, given)).probe()).toBeUndefined();
    expect(await ask(upstreamOf(url, { ...given, noProxy: 'other.example,127.0.0.1' }))).toEqual({});
    expect(told).toHaveLength(1);
  });
});

it.each([
  [{ tls: { caFile: '/nowhere.pem' } }, 'This file cannot be read'],
  [{ tls: { caFile: '/' } }, 'This file cannot be read'],
  [{ tls: { certFile: import.meta.filename } }, 'Write certFile and keyFile together'],
  [{ proxy: 'proxy.example:3128' }, 'Write a URL that begins with http:// or https://'],
])('refuses settings that cannot work: %j', (given, message) => {
  expect(settings.safeParse({ baseUrl: 'https://models.example', ...given }).error?.message).toContain(message);
});
