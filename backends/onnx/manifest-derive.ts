/** Manifests for folders that have none: Firefox Translations folders and exported Hugging Face encoders. */
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { basename, join, posix } from 'node:path';
import { z } from 'zod';
import { type Manifest, manifestSchema } from './manifest.ts';
import { readInside } from './manifest-check.ts';
import { externalDataPaths } from './manifest-external-data.ts';

const FIREFOX_MODEL = /^model\.([a-z]+)\.intgemm\.alphas\.bin$/;
const ENCODER_MODELS = ['onnx/model_quantized.onnx', 'onnx/model_int8.onnx', 'onnx/model.onnx'];
const ENCODER_TYPES = ['albert', 'bert', 'camembert', 'deberta-v2', 'distilbert', 'electra', 'mpnet', 'roberta', 'xlm-roberta'];
/** What most encoders were trained on at once, where the folder does not say less. */
const MAX_WINDOW = 512;

const encoderConfig = z.object({
  model_type: z.string(),
  id2label: z.record(z.string(), z.string()).optional(),
  max_position_embeddings: z.number().optional(),
});

/** The letters of a pair run together, as in `enpt`; where one language has three of them, the other is English. */
function pairOf(letters: string): { source: string; target: string } {
  const parts = /^([a-z]{2})([a-z]{2})$/.exec(letters) ?? /^(en)([a-z]{3})$/.exec(letters) ?? /^([a-z]{3})(en)$/.exec(letters);
  const [, source, target] = parts ?? [];
  if (!source || !target) throw new Error(`model.${letters}.intgemm.alphas.bin: names no language pair`);
  return { source, target };
}

async function hashed(folder: string, paths: readonly string[]): Promise<Manifest['files']> {
  const files: Manifest['files'] = {};
  for (const path of paths) {
    const content = await readInside(folder, path);
    files[path] = { sha256: createHash('sha256').update(content).digest('hex'), bytes: content.length };
  }
  return files;
}

/** The model, and the files it keeps weights in. */
async function withExternalData(folder: string, model: string): Promise<readonly string[]> {
  const locations = externalDataPaths(await readInside(folder, model));
  return [model, ...locations.map((location) => posix.join(posix.dirname(model), location))];
}

/** The folder's name as an id. */
function idOf(folder: string): string {
  const plain = basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-');
  return plain.replace(/^[^a-z0-9]+/, '').slice(0, 64);
}

const versionOf = (files: Manifest['files'], path: string): string => files[path]?.sha256.slice(0, 12) ?? '';

async function deriveFirefox(folder: string, model: string, names: readonly string[]): Promise<Manifest> {
  const pair = pairOf(FIREFOX_MODEL.exec(model)?.[1] ?? '');
  const vocabularies = names.filter((name) => name.endsWith('.spm'));
  if (vocabularies.length === 0) throw new Error('vocab.*.spm: is missing');
  const files = await hashed(folder, [model, ...vocabularies]);
  const id = idOf(folder);
  return manifestSchema.parse({
    id,
    version: versionOf(files, model),
    architecture: 'marian',
    files,
    serves: [{ task: 'translate', id, languages: [pair.source], pairs: [pair] }],
  });
}

/** The labels as sentiment, where that is what they are. */
function sentimentLabels(labels: readonly string[]): readonly string[] | undefined {
  const found = labels.map((label) =>
    ['NEGATIVE', 'NEUTRAL', 'POSITIVE'].find((name) => label.toUpperCase().startsWith(name.slice(0, 3))),
  );
  const distinct = new Set(found).size === labels.length && !found.includes(undefined);
  return distinct && found.includes('NEGATIVE') && found.includes('POSITIVE')
    ? found.filter((name) => name !== undefined)
    : undefined;
}

async function deriveEncoder(folder: string, model: string): Promise<Manifest> {
  const config = encoderConfig.parse(JSON.parse((await readInside(folder, 'config.json')).toString()));
  if (!ENCODER_TYPES.includes(config.model_type)) throw new Error(`config.json: unknown architecture ${config.model_type}`);
  const labels = Object.entries(config.id2label ?? {})
    .sort(([one], [other]) => Number(one) - Number(other))
    .map(([, label]) => label);
  if (labels.length < 2) throw new Error('config.json: id2label names fewer than two labels');
  const read = ['config.json', 'tokenizer.json', 'tokenizer_config.json', ...(await withExternalData(folder, model))];
  const files = await hashed(folder, read);
  const id = idOf(folder);
  const sentiment = sentimentLabels(labels);
  // RoBERTa and its kin count positions from 2 on.
  const positions = (config.max_position_embeddings ?? MAX_WINDOW) - (/roberta|camembert/.test(config.model_type) ? 2 : 0);
  return manifestSchema.parse({
    id,
    version: versionOf(files, model),
    architecture: 'encoder',
    window: Math.min(MAX_WINDOW, positions),
    files,
    serves: [{ task: sentiment ? 'sentiment' : 'classify', id, output: 'logits', labels: sentiment ?? labels }],
  });
}

/** The manifest of a folder without one; undefined where the folder holds no model. Throws where it holds one that cannot be served. */
export async function deriveManifest(folder: string): Promise<Manifest | undefined> {
  const names = await readdir(folder);
  const firefox = names.find((name) => FIREFOX_MODEL.test(name));
  if (firefox) return deriveFirefox(folder, firefox, names);
  const inner = new Set((await readdir(join(folder, 'onnx')).catch(() => [])).map((name) => `onnx/${name}`));
  const encoder = ENCODER_MODELS.find((path) => inner.has(path));
  return encoder ? deriveEncoder(folder, encoder) : undefined;
}
