import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOnnx } from '../../../backends/onnx/index.ts';
import { shippedModels } from '../../../backends/onnx/package-paths.ts';
import { onnxSettings } from '../../../backends/onnx/settings.ts';
import type { Backend, Model } from '../../../src/model.ts';
import type { Task } from '../../../src/task.ts';
import { contractCall, testBackend } from '../contract.ts';

const create = (settings: object = {}): Promise<Backend> => createOnnx('local', onnxSettings.parse({ workers: 1, ...settings }));

describe('the backend of local models', () => {
  testBackend(create, {
    samples: {
      sentiment: { options: { language: 'en' }, texts: ['I love this, it is wonderful.', 'This is terrible and I hate it.'] },
      classify: {
        options: { labels: [{ name: 'sports' }, { name: 'cooking' }], multiLabel: false, language: 'en' },
        texts: ['The striker scored twice in the final.', 'Simmer the onions in butter until soft.'],
      },
      translate: { options: { source: 'en', target: 'pt' }, texts: ['Good morning.', 'The cat sleeps on the table.'] },
      summarize: {
        options: { length: 'SHORT', format: 'PARAGRAPH', language: 'en' },
        texts: [
          'The council approved a new bridge. It will cost ten million. Work starts in May. Residents had waited for years.',
          'A rare bird was seen in the harbour. Dozens of people came to watch. It left in the evening. Experts were surprised.',
        ],
      },
    },
  });
});

function modelOf<T extends Task>(backend: Backend, task: T, id: string): Model<T> {
  const model = backend.models().find((one) => one.task === task && one.id === id);
  if (!model) throw new Error(`no ${task} ${id}`);
  return model as unknown as Model<T>;
}

describe('a models folder of the operator', () => {
  let root: string;
  let backend: Backend;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'lingraph-models-'));
    for (const name of ['firefox-en-pt', 'firefox-pt-en', 'sentiment-minilm'])
      cpSync(join(shippedModels, name), join(root, name), { recursive: true });
    rmSync(join(root, 'firefox-en-pt', 'manifest.json'));
    rmSync(join(root, 'sentiment-minilm', 'manifest.json'));
    writeFileSync(join(root, 'firefox-pt-en', 'vocab.pten.spm'), 'flipped');
    backend = await create({ modelsDirectories: [root] });
  });
  afterAll(async () => {
    await backend?.close?.();
    rmSync(root, { recursive: true, force: true });
  });

  it('serves what is sound and says why the rest is not', () => {
    const health = backend.health?.();
    expect(health?.healthy).toBe(true);
    expect(health?.models.map(({ id, state }) => `${id} ${state}`).sort()).toEqual([
      'firefox-en-pt READY',
      'firefox-pt-en FAILED',
      'sentiment-minilm READY',
    ]);
    expect(health?.models.find(({ state }) => state === 'FAILED')?.detail).toContain('vocab.pten.spm');
    expect(backend.models().map(({ id }) => id)).toEqual(['firefox-en-pt', 'sentiment-minilm', 'firefox-pt-en']);
  });

  it('answers from folders that have no manifest', async () => {
    const [translation] = await modelOf(backend, 'translate', 'firefox-en-pt').run(
      { texts: ['Good morning.'], options: { target: 'pt', source: 'en' } },
      contractCall(),
    );
    expect(translation?.result).toMatchObject({ value: { text: 'Bom dia.' } });
    const [sentiment] = await modelOf(backend, 'sentiment', 'sentiment-minilm').run(
      { texts: ['I love it.'], options: {} },
      contractCall(),
    );
    expect(sentiment?.result).toMatchObject({ value: { label: 'POSITIVE' } });
  });
});

it('is there, and not healthy, where no model can be had', async () => {
  const backend = await create({ modelsDirectories: ['/nowhere'] });
  expect(backend.health?.()).toMatchObject({ healthy: false, models: [{ id: 'nowhere', state: 'FAILED' }] });
  expect(backend.models()).toEqual([]);
  await backend.close?.();
});

it('refuses settings it does not know', () => {
  expect(onnxSettings.safeParse({ worker: 2 }).success).toBe(false);
  expect(onnxSettings.safeParse({ workers: 0 }).success).toBe(false);
});
