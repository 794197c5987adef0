/** Every line of settings that cannot hold is refused by the check of a file and by the start, in the same words. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { loadSettings, serve, trySettings } from '../../src/main.ts';

const folder = mkdtempSync(join(tmpdir(), 'lingraph-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'lingraph.yaml');

const CLOUD = 'cloud: { kind: openai, baseUrl: "https://models.example/v1", model: m, optional: true }';
const HUGGING = (own: string) => `face: { kind: huggingface, baseUrl: "https://models.example", optional: true${own} }`;
const ROUTES = (own: string) => `backends: { ${CLOUD} }\nroutes: { ${own} }`;

async function refusal(work: () => Promise<unknown>): Promise<string> {
  return work().then(
    () => 'not refused',
    (thrown: Error) => `${thrown.name}: ${thrown.message}`,
  );
}

describe('is refused by the check and by the start alike:', () => {
  it.each([
    ['an unknown key', `backends: { ${CLOUD} }\nrouts: {}`, 'routs: no such setting. Write routes.'],
    [
      'a wrong type',
      ROUTES('sentiment: { models: [cloud], maxAttempts: many }'),
      'routes.sentiment.maxAttempts: Write a number.',
    ],
    [
      'a missing variable',
      `backends: { a: { kind: openai, model: m, apiKey: "\${NO_SUCH_VARIABLE}" } }`,
      'backends.a.apiKey: the environment variable NO_SUCH_VARIABLE is not set.',
    ],
    [
      'a route that names no backend',
      ROUTES('sentiment: { models: [clod] }'),
      'routes.sentiment.models: no backend or model is called clod. Write one of cloud, cloud/m.',
    ],
    [
      'a route that names no model of a backend',
      ROUTES('translate: { models: [cloud/n] }'),
      'routes.translate.models: no backend or model is called cloud/n. Write one of cloud, cloud/m.',
    ],
    [
      'a shadow that names no backend',
      ROUTES('classify: { models: [cloud], shadow: cluod }'),
      'routes.classify.shadow: no backend or model is called cluod.',
    ],
    [
      'a model elsewhere where texts are to stay',
      ROUTES('sentiment: { models: [cloud], localOnly: true }'),
      'routes.sentiment.models: cloud means a model of cloud, which is not on this machine, and localOnly is true. Remove it.',
    ],
    [
      'a shadow elsewhere where texts are to stay',
      `backends: { here: { kind: onnx, modelsDirectories: [/nowhere] }, ${CLOUD} }\nroutes: { sentiment: { models: [here], shadow: cloud/m, localOnly: true } }`,
      'routes.sentiment.shadow: cloud/m means a model of cloud, which is not on this machine, and localOnly is true. Remove it.',
    ],
    [
      'weights that are all 0',
      ROUTES('sentiment: { policy: weighted, models: [cloud], weights: { cloud: 0 } }'),
      'routes.sentiment.weights: give at least one of the models a share above 0.',
    ],
    [
      'a prefix of types that no name begins with',
      'server: { subgraph: true, typePrefix: ai-x }',
      'server.typePrefix: Begin with a capital letter',
    ],
    ['a prefix of types without a subgraph', 'server: { typePrefix: AI }', 'server.typePrefix: is for a subgraph.'],
    ['a cycle', 'backends: &a { cloud: { kind: openai, model: m, headers: *a } }', 'backends.cloud.headers: a cycle'],
    [
      'a private address',
      'backends: { a: { kind: openai, baseUrl: "http://10.0.0.1/v1", model: m } }',
      'backends.a.baseUrl: This is a private address. Write allowPrivateAddress: true',
    ],
    [
      'a backend that is given no model',
      `backends: { ${CLOUD}, ${HUGGING('')} }`,
      'backends.face: no task is given a model. Give one, or remove it.',
    ],
    [
      'trusted documents that are not there',
      `backends: { ${CLOUD} }\nserver: { documents: { mode: only, path: /no/such/place } }`,
      'server.documents.path: /no/such/place cannot be read.',
    ],
    [
      'semantic answers without embeddings',
      `backends: { ${CLOUD} }\ncache: { semantic: {} }`,
      'cache.semantic: no backend gives embeddings.',
    ],
  ])('%s', async (_, yaml, message) => {
    writeFileSync(file, yaml);
    const load = () => loadSettings({ file, env: {}, overrides: { server: { port: 0 } } });
    const byCheck = await refusal(async () => trySettings(load()));
    expect(byCheck).toContain(message);
    expect(byCheck).toMatch(/^SettingsError: /);
    expect(await refusal(async () => (await serve(load())).close())).toBe(byCheck);
  });

  it('with every wrong name at once', async () => {
    writeFileSync(file, ROUTES('sentiment: { models: [a, b] }, classify: { models: [c] }'));
    const told = await refusal(async () => trySettings(loadSettings({ file, env: {} })));
    expect(told.match(/called \w/g)).toEqual(['called c', 'called a', 'called b']);
  });
});

describe('is warned of by the check and by the start alike:', () => {
  let written: MockInstance;
  const lines: string[] = [];
  beforeEach(() => {
    lines.length = 0;
    written = vi.spyOn(process.stderr, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  });
  afterEach(() => written.mockRestore());
  const warned = () =>
    lines
      .map((line) => JSON.parse(line))
      .filter(({ event }) => event === 'settings')
      .map(({ level, problem }) => [level, problem]);

  it.each([
    [
      'a backend that no route uses',
      `backends: { ${CLOUD}, ${HUGGING(', sentiment: { model: a/b }')} }\nroutes: { sentiment: { models: [cloud] } }`,
      ['backends.face: no route uses it. Name it in routes.sentiment.models, or remove it.'],
    ],
    [
      'a route whose backends serve another task',
      `backends: { ${CLOUD}, ${HUGGING(', sentiment: { model: a/b }')} }\nroutes: { translate: { models: [face] } }`,
      ['routes.translate.models: nothing there serves this task. Write one of cloud.'],
    ],
    [
      'local models of which there are none',
      `backends: { ${CLOUD}, local: { kind: onnx, workers: 1, modelsDirectories: [/no/such/place] } }`,
      ['backends.local: serves no task. Look at `lingraph models list`, or remove it.'],
    ],
    [
      'shares by tenant, of whom there is one',
      ROUTES('sentiment: { policy: weighted, models: [cloud], weights: { cloud: 1 }, stickyBy: tenant }'),
      ['routes.sentiment.stickyBy: every caller is the tenant public, so one model gets all texts. Write text, or remove it.'],
    ],
    ['nothing where a shadow uses a backend', shadowed('sentiment: { model: a/b }'), []],
  ])('%s', async (_, yaml, warnings) => {
    writeFileSync(file, yaml);
    const load = () => loadSettings({ file, env: {}, overrides: { server: { port: 0 } } });
    expect(await trySettings(load())).toEqual(warnings);
    expect(warned()).toEqual([]);
    await (await serve(load())).close();
    expect(warned()).toEqual(warnings.map((problem) => ['warn', problem]));
  });
});

function shadowed(own: string): string {
  return `backends: { ${CLOUD}, ${HUGGING(`, ${own}`)} }\nroutes: { sentiment: { models: [cloud], shadow: face } }`;
}
