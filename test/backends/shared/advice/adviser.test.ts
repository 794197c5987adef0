import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { backendKinds } from '../../../../backends/index.ts';
import type { Backend } from '../../../../src/model.ts';
import { opensslMissing } from '../../../support/certificates.ts';
import { type FoundServer, SERVERS, startServer } from '../../../support/servers-of-models.ts';
import { jsonUpstream } from '../json-upstream.ts';
import { errorOf, runOne } from '../running.ts';

const closing: { close?(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of closing.splice(0).reverse()) await one.close?.();
});

type Kind = 'openai' | 'huggingface' | 'openinference';
const SETTINGS: Readonly<Record<Kind, object>> = {
  openai: { model: 'tiny-chat' },
  huggingface: { sentiment: { model: 'tiny-stars' } },
  openinference: { sentiment: { model: 'reviews' } },
};

async function backendAt(kind: Kind, baseUrl: string, changes: object = {}): Promise<Backend> {
  const settings = { ...SETTINGS[kind], baseUrl, allowPrivateAddress: true, attemptMs: 500, ...changes };
  const backend = await backendKinds[kind]?.create('mine', settings);
  if (!backend) throw new Error('no such kind');
  closing.push(backend);
  return backend;
}

/** What is advised about the failure of one sentiment. */
async function adviceOf(backend: Backend): Promise<string | undefined> {
  const error = errorOf(await runOne(backend, 'sentiment', {}));
  return backend.advise?.(error, backend.models()[0]?.id ?? '');
}

async function started(name: keyof typeof SERVERS): Promise<FoundServer> {
  const server = await startServer(name);
  closing.push(server);
  return server;
}

const ofOpenai = (url: string) => `Write kind: openai and baseUrl: ${url}/v1.`;
const ofInference = (url: string) => `Write kind: openinference and baseUrl: ${url}.`;
const ofTei = (url: string) => `Write kind: huggingface and baseUrl: ${url}, with path: /predict beside its model.`;
const NO_MODELS = (url: string) => (url ? 'Write the address of the API' : '');

/** What to write where a server is met by settings of another kind. */
const WRITE: { readonly [S in keyof typeof SERVERS]: { found: string; write(url: string): string } } = {
  vllm: { found: 'A server with the API of OpenAI answers there (it has tiny-chat, tiny-other)', write: ofOpenai },
  tgi: { found: 'Text Generation Inference answers there (it has tiny-writer)', write: ofOpenai },
  tei: { found: 'Text Embeddings Inference answers there (it has tiny-stars)', write: ofTei },
  kserve: { found: 'kserve 0.21.0, a server of the Open Inference Protocol, answers there (it has reviews)', write: ofInference },
  mlserver: {
    found: 'mlserver 1.7.1, a server of the Open Inference Protocol, answers there (it has reviews)',
    write: ofInference,
  },
  infinity: { found: 'Infinity answers there', write: () => 'Serve the model with hf-serve' },
  page: { found: 'web pages (HTML) are served there', write: NO_MODELS },
  other: { found: 'none of the known model APIs', write: NO_MODELS },
  redis: { found: 'a Redis answers there', write: () => 'cache.store' },
  echo: { found: 'does not speak HTTP', write: () => 'Write the address of a model server' },
  silent: { found: 'says nothing in HTTP', write: () => 'Write the address of a model server' },
  tls: { found: 'a server that speaks TLS answers there', write: () => 'Write https:// instead of http://' },
};

/** What is right for a kind: other advice is given there. */
const OWN: Readonly<Record<Kind, readonly string[]>> = {
  openai: ['vllm', 'tgi'],
  huggingface: ['tei'],
  openinference: ['kserve', 'mlserver'],
};

describe.each(Object.keys(SETTINGS) as Kind[])('settings of kind %s', (kind) => {
  const others = (Object.keys(SERVERS) as (keyof typeof SERVERS)[]).filter((name) => !OWN[kind].includes(name));

  it.for(others)('are told what is found where they name %s, and what to write', async (name, context) => {
    const missing = name === 'tls' ? opensslMissing() : undefined;
    if (missing) context.skip(missing);
    const { url } = await started(name);
    const advice = await adviceOf(await backendAt(kind, url));
    expect(advice).toMatch(/^backends\.mine\.(kind|baseUrl): /);
    expect(advice).toContain(WRITE[name].found);
    expect(advice).toContain(WRITE[name].write(url));
    expect(advice).not.toContain('\n');
  });
});

it.each([
  ['openai', 'vllm', '', /^backends\.mine\.baseUrl: .* answers at http:\/\/127\.0\.0\.1:\d+\/v1\. Write that\.$/],
  ['openai', 'tgi', '', /^backends\.mine\.baseUrl: Text Generation Inference answers at .*\/v1\. Write that\.$/],
  ['openinference', 'mlserver', '/v1', /^backends\.mine\.baseUrl: .* answers at http:\/\/127\.0\.0\.1:\d+\. Write that\.$/],
  ['huggingface', 'tei', '', /^backends\.mine\.sentiment\.model: .*Write path: \/predict beside it\.$/],
] as const)('tells settings of kind %s for %s at %j under which address it answers', async (kind, name, path, advice) => {
  const { url } = await started(name);
  expect(await adviceOf(await backendAt(kind, url + path))).toMatch(advice);
});

it.each([
  ['openai', 'vllm', '/v1', { model: 'gpt' }, /^backends\.mine\.model: the server has no gpt \(it has tiny-chat, tiny-other\)\./],
  ['openai', 'vllm', '/v1', { models: { sentiment: 'gpt' } }, /^backends\.mine\.models\.sentiment: the server has no gpt/],
  [
    'openinference',
    'kserve',
    '',
    { sentiment: { model: 'x' } },
    /^backends\.mine\.sentiment\.model: the server has no x \(it has reviews\)/,
  ],
] as const)(
  'names the models of the server where settings of kind %s name another',
  async (kind, name, path, changes, advice) => {
    const { url } = await started(name);
    const backend = await backendAt(kind, url + path, changes);
    const error = errorOf(await runOne(backend, 'sentiment', {}));
    const model = backend.models().find(({ task }) => task === 'sentiment')?.id ?? '';
    expect(await backend.advise?.(error, model)).toMatch(advice);
  },
);

it('says of an address with https:// where it is met without, and sends no key there', async () => {
  const { url } = await started('vllm');
  const [plain, redis] = [await backendAt('openai', url.replace('http:', 'https:')), await started('redis')];
  expect(await adviceOf(plain)).toBe(
    'backends.mine.baseUrl: a server without TLS answers there. Write http:// instead of https://.',
  );
  expect(await adviceOf(await backendAt('openai', redis.url.replace('http:', 'https:')))).toContain('a Redis answers there');
});

it('says nothing of what is there where nothing is', async () => {
  const server = await startServer('silent');
  await server.close();
  expect(await adviceOf(await backendAt('openai', server.url))).toBeUndefined();
});

it.each([
  [401, {}, /^The server answers 401 to a request without a key: write one as backends\.mine\.apiKey/],
  [403, { apiKey: 'sk-secret' }, /^The server answers 403 to the key of backends\.mine\.apiKey: it is wrong/],
  [402, { apiKey: 'sk-secret' }, /402: pay the account/],
  [429, {}, /429/],
  [501, {}, /501.*backends\.mine\.sentiment\.model/],
  [500, {}, /^The server answers 500 to this request: its own log says why\.$/],
])('says of status %d what to set, and shows no key', async (status, changes, advice) => {
  const server = await jsonUpstream(() => ({ status, json: {} }));
  closing.push(server);
  const told = await adviceOf(await backendAt('openinference', server.url, changes));
  expect(told).toMatch(advice);
  expect(told).not.toContain('secret');
});

it('takes the page of a proxy before a server that is down for no sign of a wrong address', async () => {
  const server = await createPage(502);
  expect(await adviceOf(await backendAt('openai', `${server}/v1`))).toMatch(/^The server answers 502 to this request/);
});

it('tells a server of HTTP that is slow to answer anything from one that speaks otherwise', async () => {
  const server = await listening(createServer(() => undefined));
  expect(await adviceOf(await backendAt('openai', `${server}/v1`))).toMatch(
    /^The server took longer than backends\.mine\.attemptMs, which is 500/,
  );
});

/** Serves one page at every path, and returns its address. */
function createPage(status: number): Promise<string> {
  return listening(
    createServer((_, response) => {
      response.writeHead(status, { 'content-type': 'text/html' }).end('<html><body>It is down.</body></html>');
    }),
  );
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push({
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
