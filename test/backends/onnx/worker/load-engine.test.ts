import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Manifest, manifestSchema } from '../../../../backends/onnx/manifest.ts';
import { shippedModels } from '../../../../backends/onnx/package-paths.ts';
import { loadEngine } from '../../../../backends/onnx/worker/load-engine.ts';

function folder(name: string, change: Partial<Manifest> = {}) {
  const path = join(shippedModels, name);
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8')));
  return { path, manifest: { ...manifest, ...change } };
}

it.each([
  ['all-minilm-l6-v2', 'sentence_embedding', 384],
  ['sentiment-minilm', 'emotion_logits', 4],
])('loads the encoder %s and reads its output %s', async (name, output, width) => {
  const engine = await loadEngine(folder(name));
  const rows = await engine.run(['Good morning.', 'Good night.'], output, () => false);
  expect(rows.map(({ windows }) => windows.map(({ values }) => values.length))).toEqual([[width], [width]]);
  await engine.close();
});

it('loads a translator by its architecture', async () => {
  const engine = await loadEngine(folder('firefox-en-pt'));
  const [row] = await engine.run(['Good morning.'], '', () => false);
  expect(row?.text).toBe('Bom dia.');
  await engine.close();
});

it('refuses a folder that is not of the architecture it names', async () => {
  await expect(loadEngine(folder('firefox-en-pt', { architecture: 'encoder' }))).rejects.toThrow();
  await expect(loadEngine(folder('sentiment-minilm', { architecture: 'marian' }))).rejects.toThrow();
});

it.each([
  [['NEGATIVE', 'POSITIVE'], 2],
  [['VERY NEGATIVE', 'NEGATIVE', 'NEUTRAL', 'POSITIVE'], 4],
])('refuses the labels %j for an output of three columns', async (labels, count) => {
  const { path, manifest } = folder('sentiment-minilm');
  const serves = manifest.serves.map((served) => (served.output === 'logits' ? { ...served, labels } : served));
  await expect(loadEngine({ path, manifest: { ...manifest, serves } })).rejects.toThrow(
    `has ${count} labels, but its output logits has 3 columns`,
  );
});
