import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { floatField, merge, message } from '../../../../backends/onnx/marian/protobuf-writer.ts';

export const WIDTH = 16;
const FEED_FORWARD = 32;
const LAYERS = 2;

const settings = (changes: Record<string, unknown>) => ({
  type: 'transformer',
  'dec-cell': 'ssru',
  'transformer-decoder-autoreg': 'rnn',
  'transformer-preprocess': '',
  'transformer-postprocess': 'dan',
  'transformer-ffn-activation': 'relu',
  'transformer-ffn-depth': 2,
  'dim-emb': WIDTH,
  'transformer-heads': 2,
  'transformer-dim-ffn': FEED_FORWARD,
  'enc-depth': LAYERS,
  'dec-depth': LAYERS,
  ...changes,
});

/** Numbers in [0, 1) that are the same in every run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Item {
  name: string;
  type: number;
  shape: number[];
  data: Buffer;
}

const random = createRandom(7);
const float = (name: string, shape: number[], make: () => number): Item => {
  const values = Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, make);
  return { name, type: 0x0404, shape, data: Buffer.from(values.buffer) };
};
const intgemm = (name: string, shape: number[], multiplier: number, make = () => Math.round((random() - 0.5) * 254)): Item => {
  const size = shape.reduce((product, length) => product * length, 1);
  const data = Buffer.alloc(size + 4);
  for (let index = 0; index < size; index += 1) data.writeInt8(make(), index);
  data.writeFloatLE(multiplier, size);
  return { name, type: 0x4101, shape, data };
};
const product = (name: string, rows: number, columns: number): Item[] => [
  intgemm(name, [rows, columns], 127 * Math.sqrt(rows)),
  float(`${name}_QuantMultA`, [1, 1], () => 30),
];
const vector = (name: string, length = WIDTH, around = 0): Item => float(name, [1, length], () => around + (random() - 0.5) / 10);
const norm = (prefix: string): Item[] => [vector(`${prefix}_scale`, WIDTH, 1), vector(`${prefix}_bias`)];
const attention = (prefix: string): Item[] => [
  ...['q', 'k', 'v', 'o'].flatMap((part) => [...product(`${prefix}_W${part}`, WIDTH, WIDTH), vector(`${prefix}_b${part}`)]),
  ...norm(`${prefix}_Wo_ln`),
];
const feedForward = (prefix: string): Item[] => [
  ...product(`${prefix}_W1`, WIDTH, FEED_FORWARD),
  vector(`${prefix}_b1`, FEED_FORWARD),
  ...product(`${prefix}_W2`, FEED_FORWARD, WIDTH),
  vector(`${prefix}_b2`),
  ...norm(`${prefix}_ffn_ln`),
];

export interface RandomModel {
  /** Changes to the settings that the file carries about itself. */
  settings?: Record<string, unknown>;
  hasTwoVocabularies?: boolean;
  /** Items of these names are left out. */
  without?: readonly string[];
  tokens?: number;
  /** Adds an output matrix that is not the embedding of the target. */
  hasOutputMatrix?: boolean;
}

/** A small model file with random weights, in the container format of Marian. */
export function randomModelFile({
  settings: changes = {},
  hasTwoVocabularies = false,
  without = [],
  tokens = 300,
  hasOutputMatrix = false,
}: RandomModel = {}) {
  const text = Buffer.from(`${JSON.stringify(settings(changes))}\0`);
  const embeddings = hasTwoVocabularies ? ['encoder_Wemb', 'decoder_Wemb'] : ['Wemb'];
  const layers = Array.from({ length: LAYERS }, (_, layer) => layer + 1);
  const items: Item[] = [
    ...embeddings.map((name) => intgemm(name, [tokens, WIDTH], 127)),
    // The form that files with two vocabularies use: an 8-bit number with a multiplier of its own.
    intgemm(`${embeddings.at(-1)}_QuantMultA`, [1, 1], 127 / 30, () => 127),
    float('decoder_ff_logit_out_b', [1, tokens], () => (random() - 0.5) / 10),
    ...(hasOutputMatrix ? product('decoder_ff_logit_out_W', WIDTH, tokens) : []),
    ...layers.flatMap((layer) => [...attention(`encoder_l${layer}_self`), ...feedForward(`encoder_l${layer}_ffn`)]),
    ...layers.flatMap((layer) => [
      ...product(`decoder_l${layer}_rnn_W`, WIDTH, WIDTH),
      ...product(`decoder_l${layer}_rnn_Wf`, WIDTH, WIDTH),
      vector(`decoder_l${layer}_rnn_bf`),
      ...norm(`decoder_l${layer}_rnn_ffn_ln`),
      ...attention(`decoder_l${layer}_context`),
      ...feedForward(`decoder_l${layer}_ffn`),
    ]),
    { name: 'special:model.yml', type: 0x0101, shape: [text.length], data: text },
  ];
  return containerFile(items.filter(({ name }) => !without.includes(name)));
}

function containerFile(items: readonly Item[]): Buffer {
  const u64 = (value: number): Buffer => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt(value));
    return bytes;
  };
  const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc((256 - (bytes.length % 256)) % 256)]);
  const data = items.map((item) => padded(item.data));
  const headers = items.flatMap(({ name, type, shape }, place) =>
    [name.length + 1, type, shape.length, data[place]?.length ?? 0].map(u64),
  );
  const names = items.map(({ name }) => Buffer.from(`${name}\0`));
  const shapes = items.map(({ shape }) => Buffer.from(Int32Array.from(shape).buffer));
  const head = Buffer.concat([u64(1), u64(items.length), ...headers, ...names, ...shapes]);
  const padding = Buffer.alloc((256 - ((head.length + 8) % 256)) % 256);
  return Buffer.concat([head, u64(padding.length), padding, ...data]);
}

/** A vocabulary of 300 pieces: end, unknown, a user-defined one, all 256 bytes if asked for, and short words. */
export function randomVocabularyFile({ hasBytes = true, first = 'a' } = {}): Buffer {
  const piece = (text: string, score: number, kind: number) =>
    message([1, merge(message([1, text]), floatField(2, score), message([3, kind]))]);
  const bytes = Array.from({ length: hasBytes ? 256 : 0 }, (_, byte) =>
    piece(`<0x${byte.toString(16).padStart(2, '0').toUpperCase()}>`, 0, 6),
  );
  const special = [piece('</s>', 0, 3), piece('<unk>', 0, 2), piece('__source__', 0, 4)];
  const words = Array.from({ length: 300 - special.length - bytes.length }, (_, index) =>
    piece(
      index === 0 ? '▁' : `${index % 2 ? '▁' : ''}${String.fromCodePoint((first.codePointAt(0) ?? 0) + index)}`,
      -3 - index / 10,
      1,
    ),
  );
  return Buffer.concat([...special, ...bytes, ...words].flatMap(({ parts }) => parts));
}

/** Writes files into a new folder, which goes when the test is over, and gives its path. */
export async function writeFolder(files: Record<string, Buffer>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'marian-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  return folder;
}

export const MODEL_NAME = 'model.xxyy.intgemm.alphas.bin';

/** The files of a whole folder with random weights and one shared vocabulary. */
export const randomFolder = (model: RandomModel = {}): Record<string, Buffer> => ({
  [MODEL_NAME]: randomModelFile(model),
  'vocab.xxyy.spm': randomVocabularyFile(),
});
