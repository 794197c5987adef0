import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SettingsError } from '../../../src/config/settings-error.ts';
import { GatewayError } from '../../../src/errors.ts';
import { type RunningServer, type ServerOptions, startServer } from '../../../src/server/start-server.ts';
import { gatewayOver, type Script, scriptedTranslator, wordByWord } from './streams-world.ts';

let server: RunningServer;
let folder: string | undefined;
afterEach(async () => {
  vi.useRealTimers();
  await server?.close();
  if (folder) rmSync(folder, { recursive: true });
  folder = undefined;
});

interface World extends Partial<ServerOptions> {
  scripts?: readonly Script[];
  scope?: 'tenant' | 'shared';
}

const echo: Script = async (text) => (text.startsWith('bad') ? new GatewayError('MODEL_FAILED', 'It failed.') : `pt: ${text}`);

async function start({ scripts = [echo], scope, ...options }: World = {}) {
  const backends = scripts.map((script, place) => scriptedTranslator(`backend-${place}`, script));
  server = await startServer({
    gateway: gatewayOver(backends, { scope, ttlMs: 600_000 }),
    host: '127.0.0.1',
    port: 0,
    ...options,
  });
}

const field = (text: string, more = '') =>
  `translate(input: { text: "${text}", source: "en", target: "pt"${more} }) { ... on Translation { text } }`;

const get = (parameters: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/graphql?${new URLSearchParams(parameters)}`, {
    headers: { 'graphql-require-preflight': '1', ...headers },
  });
const post = (body: object) =>
  fetch(`${server.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

/** The headers that say who may keep an answer. */
const KEEPING = ['cache-control', 'age', 'etag'];

/** What is left of an answer's time. */
function leftOf({ headers }: Response): number {
  expect(headers.get('age')).toBeNull();
  return Number(/max-age=(\d+)/.exec(headers.get('cache-control') ?? '')?.[1]);
}

describe('the answer to a GET', () => {
  it('may be kept by its caller as long as it is fresh', async () => {
    await start();
    const response = await get({ query: `{ ${field('hello')} }` });
    expect(response.headers.get('cache-control')).toMatch(/^private, max-age=\d+$/);
    expect(response.headers.get('vary')).toBe('accept');
    const left = leftOf(response);
    expect(left).toBeGreaterThanOrEqual(539);
    expect(left).toBeLessThanOrEqual(660);
  });

  it('may be kept by everybody where all tenants share it', async () => {
    await start({ scope: 'shared' });
    expect((await get({ query: `{ ${field('hello')} }` })).headers.get('cache-control')).toMatch(/^public, max-age=\d+$/);
  });

  it('says what is left of the time of the part that ends first, as some proxies pass over an age', async () => {
    await start();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    const first = leftOf(await get({ query: `{ ${field('hello')} }` }));
    vi.setSystemTime(Date.now() + 300_000);
    const old = leftOf(await get({ query: `{ ${field('hello')} }` }));
    expect(Math.abs(old - (first - 300))).toBeLessThanOrEqual(1);
    expect(leftOf(await get({ query: `{ a: ${field('world')} b: ${field('hello')} }` }))).toBe(old);
    const meta = await get({
      query:
        '{ translate(input: { text: "hello", source: "en", target: "pt" }) { ... on Translation { meta { cache { status ageSeconds } } } } }',
    });
    expect(await meta.json()).toEqual({ data: { translate: { meta: { cache: { status: 'HIT', ageSeconds: 300 } } } } });
    expect(leftOf(meta)).toBe(old);
  });

  it.each([
    ['an error', `{ ${field('bad')} }`],
    ['an error beside an answer', `{ a: ${field('good')} b: ${field('bad')} }`],
    ['an input that is refused', `{ ${field('x', ', routing: { model: \\"a/b\\", backend: \\"a\\" }').replaceAll('\\', '')} }`],
    ['an answer past the cache', `{ ${field('x', ', routing: { cache: BYPASS }')} }`],
    ['an answer that was asked for anew', `{ ${field('x', ', routing: { cache: REFRESH }')} }`],
    ['what was done of late', '{ requests { nodes { requestId } } }'],
    ['what was done of late beside an answer', `{ ${field('hello')} requests { nodes { requestId } } }`],
  ])('is kept by nobody when it holds %s', async (_, query) => {
    await start();
    const response = await get({ query });
    expect(await response.json()).toEqual({ data: expect.any(Object) });
    expect(KEEPING.map((name) => response.headers.get(name))).toEqual(['no-store', null, null]);
  });

  it.each([
    ['a field that failed', '{ models(first: 1000) { totalCount } }', 'BAD_USER_INPUT'],
    ['a field that failed beside an answer', `{ ${field('hello')} models(first: 1000) { totalCount } }`, 'BAD_USER_INPUT'],
    ['a document that does not fit', '{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
  ])('is kept by nobody when it holds the error of %s', async (_, query, code) => {
    await start();
    const response = await get({ query });
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code } }] });
    expect(KEEPING.map((name) => response.headers.get(name))).toEqual(['no-store', null, null]);
  });

  it('is kept by nobody when it is degraded', async () => {
    await start({ scripts: [async () => new GatewayError('MODEL_FAILED', 'It failed.'), wordByWord(['Bom dia.'])] });
    const response = await get({ query: `{ ${field('hello')} }` });
    expect(await response.json()).toEqual({ data: { translate: { text: 'Bom dia.' } } });
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('is kept by nobody when it is past its time', async () => {
    let isBroken = false;
    await start({ scripts: [async (text) => (isBroken ? new GatewayError('MODEL_FAILED', 'It failed.') : text)] });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    await get({ query: `{ ${field('hello')} }` });
    isBroken = true;
    vi.setSystemTime(Date.now() + 680_000);
    const response = await get({ query: `{ ${field('hello')} }` });
    expect(await response.json()).toEqual({ data: { translate: { text: 'hello' } } });
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('is asked for again each time when no task had a part in it', async () => {
    await start();
    for (const query of ['{ models { totalCount } }', '{ __typename }', '{ __schema { queryType { name } } }'])
      expect((await get({ query })).headers.get('cache-control')).toBe('private, no-cache');
  });

  const about = (fields: string) =>
    `{ translate(input: { text: "hello", source: "en", target: "pt" }) { ... on Translation { meta { ${fields} } } } }`;

  it.each([
    ['the models', `{ ${field('hello')} models { nodes { id } } }`],
    ['one model', `{ ${field('hello')} model(id: "backend-0/scripted") { id } }`],
    ['the backends', `{ ${field('hello')} backends { id } }`],
    ['a node', `{ ${field('hello')} node(id: "backend-0") { id } }`],
    ['how the model that answered is', about('model { state }')],
    ['why it is so', about('model { detail }')],
    ['how it has done', about('model { stats { calls } }')],
    ['whether its backend can answer', about('backend { healthy }')],
    ['what its backend holds', about('model { backend { memoryBytes } }')],
    ['what else its backend has', about('backend { models { id } }')],
  ])('is asked for again each time when it tells %s beside an answer', async (_, query) => {
    await start({ scope: 'shared' });
    for (const _time of ['interpreted', 'compiled on the way', 'compiled']) {
      const response = await get({ query });
      expect(await response.json()).toEqual({ data: expect.any(Object) });
      expect(KEEPING.map((name) => response.headers.get(name))).toEqual(['private, no-cache', null, expect.any(String)]);
    }
  });

  it('may be kept with the names of the model that answered', async () => {
    await start();
    const response = await get({ query: about('model { id version backend { id kind } } backend { id local }') });
    expect(response.headers.get('cache-control')).toMatch(/^private, max-age=\d+$/);
  });

  it('is not sent to who has it already', async () => {
    await start();
    const query = `{ ${field('hello')} }`;
    const etag = (await get({ query })).headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]{27}"$/);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await get({ query }, { 'if-none-match': known });
      expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
      expect(again.headers.get('cache-control')).toMatch(/^private, max-age=\d+$/);
    }
    expect((await get({ query }, { 'if-none-match': '"other"' })).status).toBe(200);
    expect((await get({ query: `{ ${field('world')} }` }, { 'if-none-match': etag })).status).toBe(200);
    const other = await get({ query }, { 'if-none-match': etag, accept: 'application/graphql-response+json' });
    expect(other.status).toBe(200);
  });

  it('tells caches that other origins get other headers', async () => {
    await start({ corsOrigins: ['https://app.example'] });
    expect((await get({ query: '{ __typename }' })).headers.get('vary')).toBe('origin, accept');
  });
});

it('says nothing of caching in the answer to a POST', async () => {
  await start();
  const { headers } = await post({ query: `{ ${field('hello')} }` });
  expect(KEEPING.map((name) => headers.get(name))).toEqual([null, null, null]);
});

it('keeps the answers to automatic persisted queries', async () => {
  await start();
  const query = `{ ${field('hello')} }`;
  const extensions = JSON.stringify({
    persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') },
  });
  const unknown = await get({ extensions });
  expect([unknown.headers.get('cache-control'), await unknown.text()]).toEqual([
    'no-store',
    expect.stringContaining('PERSISTED_QUERY_NOT_FOUND'),
  ]);
  await get({ extensions, query });
  expect((await get({ extensions })).headers.get('cache-control')).toMatch(/max-age/);
});

describe('trusted documents', () => {
  const hello = `query Hello { ${field('hello')} }`;
  const hash = createHash('sha256').update(hello).digest('hex');
  const answered = { data: { translate: { text: 'pt: hello' } } };
  const manifest = (content: string, name = 'persisted-documents.json') => {
    folder ??= mkdtempSync(join(tmpdir(), 'lingraph-documents-'));
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const persisted = (sha256Hash: string) => ({ persistedQuery: { version: 1, sha256Hash } });
  const codeOf = async (response: Response) => [response.status, (await response.json()).errors[0].extensions.code];

  it.each(['allow', 'only'] as const)('are run by their id, over POST and GET, with mode %s', async (mode) => {
    await start({ documents: { mode, path: manifest(JSON.stringify({ [`sha256:${hash}`]: hello, own: '{ __typename }' })) } });
    expect(await (await post({ documentId: `sha256:${hash}` })).json()).toEqual(answered);
    expect(await (await post({ documentId: hash })).json()).toEqual(answered);
    expect(await (await post({ documentId: 'own' })).json()).toEqual({ data: { __typename: 'Query' } });
    const response = await get({ documentId: `sha256:${hash}` });
    expect(await response.json()).toEqual(answered);
    expect(response.headers.get('cache-control')).toMatch(/max-age/);
    expect(await codeOf(await post({ documentId: 'sha256:other' }))).toEqual([400, 'PERSISTED_QUERY_NOT_FOUND']);
    expect(await codeOf(await post({ documentId: 'own', query: '{ __typename }' }))).toEqual([400, 'BAD_REQUEST']);
  });

  it('are the only ones where the mode says so: by id, by hash, or word for word', async () => {
    await start({ documents: { mode: 'only', path: manifest(JSON.stringify({ [`sha256:${hash}`]: hello })) } });
    expect(await (await post({ query: hello })).json()).toEqual(answered);
    expect(await (await post({ extensions: persisted(hash) })).json()).toEqual(answered);
    const other = '{ __typename }';
    expect(await codeOf(await post({ query: other }))).toEqual([403, 'FORBIDDEN']);
    const sha = createHash('sha256').update(other).digest('hex');
    expect(await codeOf(await post({ query: other, extensions: persisted(sha) }))).toEqual([403, 'FORBIDDEN']);
    expect(await codeOf(await post({ extensions: persisted(sha) }))).toEqual([403, 'FORBIDDEN']);
    expect(await codeOf(await get({ query: other }))).toEqual([403, 'FORBIDDEN']);
  });

  it('leave other documents alone with mode allow', async () => {
    await start({ documents: { mode: 'allow', path: manifest(JSON.stringify({ own: hello })) } });
    const other = '{ __typename }';
    expect(await (await post({ query: other })).json()).toEqual({ data: { __typename: 'Query' } });
    const extensions = persisted(createHash('sha256').update(other).digest('hex'));
    expect(await codeOf(await post({ extensions }))).toEqual([200, 'PERSISTED_QUERY_NOT_FOUND']);
    for (const body of [{ extensions, query: other }, { extensions }])
      expect(await (await post(body)).json()).toEqual({ data: { __typename: 'Query' } });
  });

  it.each(['allow', 'only'] as const)(
    'are run by the hash that clients of persisted queries send, with mode %s',
    async (mode) => {
      const own = 'a'.repeat(64); // an id that only looks like the hash of its text
      await start({ documents: { mode, path: manifest(JSON.stringify({ [`sha256:${hash}`]: hello, [own]: hello })) } });
      for (const known of [hash, own]) {
        const extensions = persisted(known);
        expect(await (await post({ extensions })).json()).toEqual(answered);
        expect(await (await get({ extensions: JSON.stringify(extensions) })).json()).toEqual(answered);
      }
    },
  );

  it('are read from a folder of manifests and documents', async () => {
    manifest(JSON.stringify({ own: '{ __typename }' }));
    manifest(hello, 'hello.graphql');
    manifest('not read', 'notes.txt');
    mkdirSync(join(folder ?? '', 'empty'));
    await start({ documents: { mode: 'only', path: folder } });
    expect(await (await post({ documentId: `sha256:${hash}` })).json()).toEqual(answered);
    expect(await (await post({ documentId: 'own' })).json()).toEqual({ data: { __typename: 'Query' } });
    await expect(start({ documents: { mode: 'only', path: join(folder ?? '', 'empty') } })).rejects.toThrow(
      /there is no document/,
    );
  });

  it('are off unless set', async () => {
    await start();
    expect(await codeOf(await post({ documentId: 'own' }))).toEqual([400, 'PERSISTED_QUERY_NOT_SUPPORTED']);
  });

  it.each([
    ['is not there', undefined, /cannot be read/],
    ['is not JSON', 'nonsense', /is no manifest/],
    ['is not an object of texts', '{"own": 1}', /is no manifest/],
    ['is empty', '{}', /there is no document/],
  ])('refuse the start when the manifest %s', async (_, content, message) => {
    const path = content === undefined ? join(tmpdir(), 'lingraph-nowhere.json') : manifest(content);
    const started = start({ documents: { mode: 'only', path } });
    await expect(started).rejects.toThrow(SettingsError);
    await expect(started).rejects.toThrow(message);
  });
});
