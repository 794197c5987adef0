import { expect, it, vi } from 'vitest';
import type { z } from 'zod';
import { backendKinds } from '../../../backends/index.ts';
import { openaiSettings } from '../../../backends/openai/settings.ts';
import { jsonUpstream } from '../shared/json-upstream.ts';
import { modelOf, runOne } from '../shared/running.ts';
import { openaiAt } from './openai-at.ts';

const issuesOf = (settings: object) =>
  openaiSettings.safeParse(settings).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

it('needs nothing but a key to speak to OpenAI', () => {
  expect(openaiSettings.parse({ apiKey: 'sk-x' })).toMatchObject({
    baseUrl: 'https://api.openai.com/v1',
    structured: 'schema',
    maxBatch: 1,
    attemptMs: 10_000,
    idleMs: 5_000,
    maxBytes: 2_000_000,
    allowPrivateAddress: false,
    prices: {},
  });
});

it.each([
  'http://127.0.0.1:11434/v1',
  'http://127.1/v1',
  'http://2130706433',
  'http://0x7f.1',
  'http://0',
  'http://[::ffff:7f00:1]',
  'http://localhost.:8080',
  'http://169.254.169.254/latest',
  'http://10.1.2.3',
])('refuses %s, and takes it where private addresses are allowed', (baseUrl) => {
  expect(issuesOf({ baseUrl })).toEqual([
    'baseUrl: This is a private address. Write allowPrivateAddress: true beside it if it is meant.',
  ]);
  expect(issuesOf({ baseUrl, allowPrivateAddress: true })).toEqual([]);
});

it.each([
  'ftp://models.example',
  'file:///etc/passwd',
  'models.example',
  '',
  'https://user:pass@models.example',
  'https://models.example?key=1',
])('refuses %j as a base URL', (baseUrl) => {
  expect(issuesOf({ baseUrl })).toHaveLength(1);
});

it.each([
  [{ modle: 'x' }],
  [{ models: { clasify: 'x' } }],
  [{ apiKey: 'two\nlines' }],
  [{ headers: { 'x-a': 'two\r\nlines' } }],
  [{ headers: { 'x a': 'b' } }],
  [{ maxBatch: 0 }],
  [{ structured: 'xml' }],
  [{ prices: { m: { inputPerMillion: -1, outputPerMillion: 1 } } }],
  [{ prices: { m: { inputPerMillion: 1 } } }],
  [{ logprobs: true, maxBatch: 2 }],
  [{ classifiers: { one: ['only'] } }],
  [{ classifiers: { same: ['bug', { name: 'bug' }] } }],
  [{ headers: { 'Content-Length': '5' } }],
  [{ headers: { 'transfer-encoding': 'chunked' } }],
  [{ headers: { 'accept-encoding': 'gzip' } }],
  [{ attemptMs: 0 }],
])('refuses %j', (settings) => {
  expect(issuesOf(settings)).not.toEqual([]);
});

it('takes what it gave', () => {
  const parsed = openaiSettings.parse({ classifiers: { a: ['b', { name: 'c', examples: ['d'] }] } });
  expect(openaiSettings.parse(parsed)).toEqual(parsed);
});

it('listens to no variable of the environment that the library of OpenAI knows', async () => {
  const upstream = await jsonUpstream(() => ({ json: {} }));
  vi.stubEnv('OPENAI_BASE_URL', 'http://127.0.0.1:1');
  vi.stubEnv('OPENAI_CUSTOM_HEADERS', 'x-canary: yes');
  vi.stubEnv('OPENAI_ORG_ID', 'canary');
  vi.stubEnv('OPENAI_API_KEY', 'sk-canary');
  const backend = openaiAt(upstream.url, { apiKey: undefined });
  await runOne(backend, 'sentiment', {});
  vi.unstubAllEnvs();
  expect(upstream.requests).toHaveLength(1);
  expect(upstream.requests[0]?.path).toBe('/v1/chat/completions');
  expect(JSON.stringify(upstream.requests)).not.toMatch(/canary|stainless|authorization/i);
  await backend.close?.();
  await upstream.close();
});

it('gives another version to whatever gives other answers, and to nothing else', async () => {
  const versionOf = (settings: Partial<z.input<typeof openaiSettings>>) =>
    modelOf(openaiAt('http://127.0.0.1:1', settings), 'classify').version;
  const versions = [
    versionOf({}),
    versionOf({ model: 'n' }),
    versionOf({ structured: 'json' }),
    versionOf({ temperature: 1 }),
    versionOf({ classifiers: { a: ['b', 'c'] } }),
  ];
  expect(new Set(versions).size).toBe(versions.length);
  expect(versionOf({ idleMs: 1, apiKey: 'other' })).toBe(versions[0]);
  expect(versions[0]).toMatch(/^m\+[0-9a-f]{8}$/);
});

it('is one of the kinds of backend, and checks its settings when one is made', async () => {
  const kind = backendKinds.openai;
  const backend = await kind?.create('cloud', { apiKey: 'sk-x' });
  expect(backend).toMatchObject({ name: 'cloud', kind: 'openai', local: false });
  await backend?.close?.();
  await expect(kind?.create('cloud', { baseUrl: 'http://127.0.0.1' })).rejects.toThrow();
});
