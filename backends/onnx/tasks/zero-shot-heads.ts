import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { GatewayError } from '../../../src/errors.ts';
import type { Label } from '../../../src/task.ts';
import type { InferenceCall, InferenceClient } from '../engine.ts';
import { embedTexts } from './embed-texts.ts';
import { prototypesOf, textsOf } from './zero-shot-prototypes.ts';
import { refined } from './zero-shot-refine.ts';

/** What a set of labels comes to: one vector a label in each list. */
export interface Head {
  /** Of length 1: for labels that apply each on its own. */
  prototypes: readonly Float32Array[];
  /** Sharpened by the examples: for labels of which one applies. */
  rivals: readonly Float32Array[];
  examplesPerLabel: number;
}

export type HeadOf = (labels: readonly Label[], call: InferenceCall) => Promise<Head | GatewayError>;

/** About 8 MB each: vectors of 384 numbers, and heads of up to 150 labels. */
const MAX_VECTORS = 5_000;
const MAX_HEADS = 32;

/** Makes heads, and remembers them and the vectors of label texts, so that known labels cost no forward pass. */
export function createHeads(inference: InferenceClient, output: string): HeadOf {
  const vectors = new LRUCache<string, Float32Array>({ max: MAX_VECTORS });
  const heads = new LRUCache<string, Head>({ max: MAX_HEADS });

  return async (labels, call) => {
    const key = keyOf(labels);
    const known = heads.get(key);
    if (known) return known;
    const found = await vectorsFor([...new Set(labels.flatMap(textsOf))], vectors, (texts) =>
      embedTexts(inference, output, texts, call),
    );
    if (found instanceof GatewayError) return found;
    const head = await headOf(labels, found);
    heads.set(key, head);
    return head;
  };
}

function keyOf(labels: readonly Label[]): string {
  const parts = labels.map(({ name, description, examples }) => [name, description ?? '', ...(examples ?? [])]);
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64');
}

async function vectorsFor(
  texts: readonly string[],
  cache: LRUCache<string, Float32Array>,
  embed: (texts: readonly string[]) => ReturnType<typeof embedTexts>,
): Promise<ReadonlyMap<string, Float32Array> | GatewayError> {
  const found = new Map<string, Float32Array>();
  for (const text of texts) {
    const vector = cache.get(text);
    if (vector) found.set(text, vector);
  }
  const missing = texts.filter((text) => !found.has(text));
  const embedded = missing.length > 0 ? await embed(missing) : [];
  for (const [place, text] of missing.entries()) {
    const one = embedded[place];
    if (!one || one instanceof GatewayError)
      return one ?? new GatewayError('MODEL_FAILED', 'The model gave nothing for a label.');
    cache.set(text, one.vector);
    found.set(text, one.vector);
  }
  return found;
}

async function headOf(labels: readonly Label[], vectors: ReadonlyMap<string, Float32Array>): Promise<Head> {
  const vectorOf = (text: string) => vectors.get(text) ?? new Float32Array();
  const prototypes = prototypesOf(labels, vectorOf);
  const examples = labels.reduce((sum, label) => sum + (label.examples?.length ?? 0), 0);
  return { prototypes, rivals: await refined(prototypes, labels, vectorOf), examplesPerLabel: examples / labels.length };
}
