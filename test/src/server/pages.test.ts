import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPages } from '../../../src/server/pages.ts';
import { startTestServer, type TestServer } from './graphql-client.ts';

const SCRIPT = 'console.log("hello");'.repeat(40);
let folder: string;
let server: TestServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pages-'));
  const root = join(folder, 'console');
  mkdirSync(join(root, 'assets'), { recursive: true });
  writeFileSync(join(root, 'index.html'), '<title>shell</title>');
  writeFileSync(join(root, 'graphiql.html'), '<title>graphiql</title>');
  writeFileSync(join(root, 'assets', 'index-abc.js'), SCRIPT);
  writeFileSync(join(root, 'assets', 'index-abc.js.br'), brotliCompressSync(SCRIPT));
  writeFileSync(join(root, 'assets', 'index-abc.js.gz'), gzipSync(SCRIPT));
  writeFileSync(join(folder, 'secret.html'), 'secret');
  server = await startTestServer({ pages: createPages(root) });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** As `fetch`, but the path is sent as it is written, and nothing is decoded. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>((resolve, reject) => {
    request(`${server.url}`, { path, headers, method }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
    })
      .on('error', reject)
      .end();
  });
}

describe('the pages', () => {
  it.each([
    '/',
    '/?task=x',
    '/playground',
    '/playground/translate',
    '/compare',
    '/models/local/some%20model',
    '/requests',
    '/overview',
  ])('are one document at %s', async (path) => {
    const { status, body, headers } = await get(path);
    expect([status, body.toString()]).toEqual([200, '<title>shell</title>']);
    expect(headers['cache-control']).toBe('no-cache');
  });

  it('have GraphiQL beside them, and nothing at other addresses', async () => {
    expect((await get('/graphiql')).body.toString()).toContain('graphiql');
    expect((await get('/elsewhere')).status).toBe(404);
    expect((await get('/playgrounds')).status).toBe(404);
  });

  it('say to a person at another address that nothing is there, and to a program as any other server does', async () => {
    const accept = 'text/html,application/xhtml+xml,*/*;q=0.8';
    const { etag } = (await get('/')).headers;
    const person = await get('/elsewhere', { accept, 'if-none-match': String(etag) });
    expect([person.status, person.body.toString()]).toEqual([404, '<title>shell</title>']);
    expect(person.headers['content-security-policy']).toContain("default-src 'none'");
    expect((await get('/elsewhere', { accept }, 'HEAD')).status).toBe(404);
    for (const other of ['*/*', 'image/png', 'application/json'])
      expect((await get('/elsewhere', { accept: other })).body.toString(), other).toContain('NOT_FOUND');
    expect((await get('/elsewhere', { accept }, 'POST')).body.toString()).toContain('NOT_FOUND');
    expect((await get('/healthz', { accept })).body.toString()).toBe('{"status":"ok"}');
    expect((await get('/graphql', { accept })).body.toString()).not.toContain('shell');
  });

  it.each([
    '/../secret.html',
    '/assets/../../secret.html',
    '/%2e%2e/secret.html',
    '/assets/..%2f..%2fsecret.html',
    '//secret.html',
    '/assets/\0',
  ])('do not lead out of their folder by %s', async (path) => {
    const answer = await get(encodeURI(path).replaceAll('%25', '%')).catch(() => undefined);
    expect(answer?.body.toString() ?? '').not.toContain('secret');
    expect(answer?.status ?? 404).not.toBe(200);
  });

  it('leave GraphQL, health and other methods to the server', async () => {
    expect((await (await server.post({ query: '{ __typename }' })).json()).data).toEqual({ __typename: 'Query' });
    expect((await get('/healthz')).body.toString()).toBe('{"status":"ok"}');
    expect((await get('/', {}, 'POST')).status).toBe(404);
  });

  it('answer HEAD without a body', async () => {
    const { status, headers, body } = await get('/', {}, 'HEAD');
    expect([status, body.length, headers['content-length']]).toEqual([200, 0, '20']);
  });

  it('are not sent again to who has them', async () => {
    const { headers } = await get('/');
    const again = await get('/', { 'if-none-match': String(headers.etag) });
    expect([again.status, again.body.length]).toEqual([304, 0]);
  });
});

describe('an asset', () => {
  it('is immutable, and of its type', async () => {
    const { headers, body } = await get('/assets/index-abc.js');
    expect(body.toString()).toBe(SCRIPT);
    expect(headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/javascript; charset=utf-8',
      vary: 'accept-encoding',
    });
    expect(headers).not.toHaveProperty('content-encoding');
  });

  it.each([
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['gzip;q=0', undefined],
    ['brotli', undefined],
    ['identity', undefined],
  ])('for accept-encoding %s is sent as %s', async (accepted, encoding) => {
    const { headers } = await get('/assets/index-abc.js', { 'accept-encoding': accepted });
    expect(headers['content-encoding']).toBe(encoding);
  });
});

describe('the content security policy', () => {
  const policyOf = async (path: string) => String((await get(path)).headers['content-security-policy']);

  it('of the shell allows no inline code, no foreign origin, no frame, and no markup from text', async () => {
    const policy = await policyOf('/');
    expect(policy).not.toMatch(/unsafe|\*|https?:|data:|blob:/);
    for (const rule of [
      "default-src 'none'",
      "script-src 'self'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
    ])
      expect(policy).toContain(rule);
  });

  it('of GraphiQL allows what its editor needs and no inline script', async () => {
    const policy = await policyOf('/graphiql');
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("style-src 'self' 'unsafe-inline'");
    expect(policy).toContain("worker-src 'self' blob:");
  });

  it('comes with headers against sniffing, framing and leaking addresses', async () => {
    expect((await get('/')).headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    });
  });
});

it('without a built console there are no pages', () => {
  expect(createPages(join(folder, 'nowhere'))).toBeUndefined();
});
