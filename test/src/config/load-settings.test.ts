import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadSettings } from '../../../src/config/load-settings.ts';

const kinds = {
  onnx: z.strictObject({ workers: z.int().min(1).optional() }),
  openai: z.strictObject({ apiKey: z.string().min(1), baseUrl: z.url().optional(), optional: z.boolean().default(false) }),
};
const folder = mkdtempSync(join(tmpdir(), 'lingraph-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Seven levels of nine aliases each. */
function bomb(): string {
  const level = (name: string, below: string) => `${name}: &${name} [${Array(9).fill(below).join(', ')}]\n`;
  return Array.from('bcdefg', (name, place) => level(name, `*${'abcdef'[place]}`)).reduce(
    (text, line) => text + line,
    level('a', 'x'),
  );
}

function load(yaml: string, env: Record<string, string> = {}) {
  const file = join(folder, 'settings.yaml');
  writeFileSync(file, yaml);
  return loadSettings(kinds, { file, env });
}

describe('without a file', () => {
  it('there are local models on loopback', () => {
    const settings = loadSettings(kinds, { env: {} });
    expect(settings.server).toMatchObject({ host: '127.0.0.1', port: 4000 });
    expect(settings.backends).toEqual({ local: { kind: 'onnx' } });
    expect(settings.routes.translate).toMatchObject({ policy: 'fallback', models: ['local'] });
  });

  it('a key puts OpenAI behind them', () => {
    const { routes, backends } = loadSettings(kinds, { env: { OPENAI_API_KEY: 'sk-test' } });
    expect(routes.classify.models).toEqual(['local', 'openai']);
    expect(backends.openai).toMatchObject({ optional: true });
  });
});

it('flags win over the environment, and that over the file', () => {
  const yaml = 'server: { port: 1, host: 0.0.0.0, graceMs: 5 }';
  expect(load(yaml, { PORT: '2' }).server).toMatchObject({ port: 2, host: '0.0.0.0', graceMs: 5 });
  const file = join(folder, 'settings.yaml');
  expect(loadSettings(kinds, { file, env: { PORT: '2' }, overrides: { server: { port: 3 } } }).server.port).toBe(3);
});

describe('LINGRAPH_WORKERS', () => {
  const env = { LINGRAPH_WORKERS: '3' };

  it('holds without a file', () => {
    expect(loadSettings(kinds, { env }).backends).toEqual({ local: { kind: 'onnx', workers: 3 } });
  });

  it('wins over the file in every backend that runs models here, and in no other', () => {
    const { backends } = load(
      'backends: { a: { kind: onnx }, b: { kind: onnx, workers: 1 }, c: { kind: openai, apiKey: k } }',
      env,
    );
    expect(Object.values(backends).map(({ workers }) => workers)).toEqual([3, 3, undefined]);
  });

  it('that is no number is refused, with the place', () => {
    expect(() => load('backends: { a: { kind: onnx } }', { LINGRAPH_WORKERS: 'many' })).toThrow(/backends\.a\.workers/);
  });

  it('leaves a wrong shape to the check', () => {
    expect(() => load('backends: [a]', env)).toThrow(/backends: Write a mapping/);
    expect(() => load('backends: { a: onnx }', env)).toThrow(/backends\.a/);
  });
});

it.each([
  'server: { deadlineMs: 2147483648 }',
  'server: { graceMs: 3000000000 }',
  'server: { shutdownDelayMs: 3000000000 }',
  'breaker: { maxOpenDurationMs: 3000000000 }',
  'cache: { storeTimeoutMs: 3000000000 }',
  'cache: { classify: { ttlSeconds: 1e300 } }',
])('a time that no timer and no store can take is refused, since it would end at once: %s', (yaml) => {
  expect(() => load(yaml)).toThrow('Write a number of at most 2147483647.');
});

it('a key puts OpenAI behind no backends that a file names', () => {
  expect(Object.keys(load('backends: { a: { kind: onnx } }', { OPENAI_API_KEY: 'sk-test' }).backends)).toEqual(['a']);
});

it('takes variables, defaults and mounted secrets', () => {
  writeFileSync(join(folder, 'secret'), 'sk-mounted\n');
  const yaml = `backends: { a: { kind: openai, apiKey: "\${KEY}" }, b: { kind: openai, apiKey: "\${NONE:-sk-other}" }, c: { kind: openai, apiKey: "\${file:${folder}/secret}" } }`;
  const { backends } = load(yaml, { KEY: 'sk-set' });
  expect(Object.values(backends).map(({ apiKey }) => apiKey)).toEqual(['sk-set', 'sk-other', 'sk-mounted']);
});

it('takes origins as browsers and their like send them, and hosts', () => {
  const corsOrigins = ['https://app.example', 'http://localhost:5173', 'capacitor://localhost', 'null'];
  const allowedHosts = ['api.example.com', '[::1]', '10.0.0.7'];
  expect(load(JSON.stringify({ server: { corsOrigins, allowedHosts } })).server).toMatchObject({ corsOrigins, allowedHosts });
});

describe('refuses to start', () => {
  it.each([
    ['an unknown key', 'sever: {}', /sever/],
    ['an unknown key of a backend', 'backends: { a: { kind: onnx, wrokers: 2 } }', /backends\.a\.wrokers.*workers/],
    ['an unknown kind', 'backends: { a: { kind: ollama } }', /backends\.a\.kind/],
    ['a wrong type', 'server: { port: high }', /server\.port/],
    [
      'a variable that is not set',
      `backends: { a: { kind: openai, apiKey: "\${MISSING}" } }`,
      /backends\.a\.apiKey[\s\S]*MISSING/,
    ],
    ['a URL that is none', 'backends: { a: { kind: openai, apiKey: k, baseUrl: nowhere } }', /backends\.a\.baseUrl/],
    [
      'a breaker that is always open',
      'breaker: { failureRateThreshold: 0 }',
      /breaker\.failureRateThreshold: Write a number of at least 0\.01/,
    ],
    ['a store of no known kind', 'cache: { store: memcached://localhost }', /cache\.store: Write redis:\/\//],
    [
      'weights that are all 0',
      'routes: { sentiment: { policy: weighted, models: [local], weights: { local: 0 } } }',
      /routes\.sentiment\.weights/,
    ],
    [
      'weights of a name not in use',
      'routes: { sentiment: { policy: weighted, models: [local], weights: { local: 1, b: 1 } } }',
      /weights\.b/,
    ],
    [
      'a cascade without a threshold',
      'routes: { sentiment: { policy: cascade, models: [local] } }',
      /routes\.sentiment\.minConfidence/,
    ],
    [
      'a cascade of translations',
      'routes: { translate: { policy: cascade, models: [local], minConfidence: 0.5 } }',
      /routes\.translate\.policy[\s\S]*fallback/,
    ],
    ['a name that stands twice', 'routes: { sentiment: { models: [local, local] } }', /routes\.sentiment\.models/],
    ['a shadow that answers already', 'routes: { sentiment: { models: [local], shadow: local } }', /routes\.sentiment\.shadow/],
    ['an alias that holds itself', 'backends: &a { local: { kind: onnx, workers: *a } }', /cycle/],
    ['no backend', 'backends: {}', /backends/],
    ['a file that is a list', '- a', /mapping/],
    ['a file that is not YAML', 'a: [', /not YAML/],
    ['a second document', 'backends: { a: { kind: echo } }\n---\nserver: { port: 1 }\n', /holds several documents/],
    ['a backend with a name that no object can have', 'backends: { __proto__: { kind: echo } }', /`__proto__` can be no name/],
    ['such a name anywhere', 'server: { port: 1, __proto__: { port: 2 } }', /`__proto__` can be no name/],
    ['any origin', 'server: { corsOrigins: ["*"] }', /server\.corsOrigins\.0: Write an origin/],
    ['an origin with a path', 'server: { corsOrigins: ["https://app.example/"] }', /server\.corsOrigins\.0: Write an origin/],
    ['an origin with its usual port', 'server: { corsOrigins: ["https://a.example:443"] }', /server\.corsOrigins\.0: Write/],
    ['an origin without a scheme', 'server: { corsOrigins: [app.example] }', /server\.corsOrigins\.0: Write an origin/],
    ['any host', 'server: { allowedHosts: ["*"] }', /server\.allowedHosts\.0: Write a name/],
    ['a host with a port', 'server: { allowedHosts: ["api.example:4000"] }', /server\.allowedHosts\.0: Write a name/],
    ['a key that stands twice', 'server: { port: 1 }\nserver: { port: 2 }', /unique at line 2/],
    ['a tag that nobody knows', 'backends: { a: { kind: openai, apiKey: !vault cloud } }', /Unresolved tag: !vault at line 1/],
    ['aliases that multiply', bomb(), /Excessive alias count/],
    ['a reference without an end', `backends: { a: { kind: openai, apiKey: "\${KEY" } }`, /backends\.a\.apiKey: .*no reference/],
    ['a reference of another shell', `server: { host: "\${HOST-::}" }`, /server\.host: .*no reference/],
    ['a reference within a reference', `server: { host: "\${NONE:-\${HOST}}" }`, /server\.host: .*no reference/],
    ['a store whose address is none', 'cache: { store: "redis://host:99999" }', /cache\.store: Write redis:\/\//],
    ['prototype keys', '__proto__: { server: { port: 1 } }', /__proto__/],
  ])('for %s', (_, yaml, message) => {
    expect(() => load(yaml)).toThrow(message);
  });

  it.each([
    ['a quote without an end', `backends: { a: { kind: openai, apiKey: "sk-hidden } }`],
    ['a key that stands twice', 'backends: { a: { kind: openai, apiKey: sk-hidden, apiKey: sk-hidden } }'],
    ['a tag', 'backends: { a: { kind: openai, apiKey: !vault sk-hidden } }'],
  ])('for %s, without the text around it: it may be a key', (_, yaml) => {
    expect(() => load(yaml)).toThrow(/^((?!sk-hidden)[\s\S])*$/);
  });

  it('for an empty path: a flag whose variable is not set', () => {
    expect(() => loadSettings(kinds, { file: '', env: {} })).toThrow('A file without a name cannot be read.');
  });

  it('for a file that cannot be read', () => {
    expect(() => loadSettings(kinds, { file: join(folder, 'none.yaml'), env: {} })).toThrow(/none\.yaml/);
  });

  it('for a port that is no number', () => {
    expect(() => loadSettings(kinds, { env: { PORT: 'http' } })).toThrow(/server\.port/);
  });
});
