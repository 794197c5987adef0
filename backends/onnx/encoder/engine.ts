/** Encoders exported to ONNX: BERT and its kin. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Engine, Row, Window } from '../engine.ts';
import type { Manifest } from '../manifest.ts';
import { createTokenizer, type TextTokenizer } from './tokenizer.ts';
import { cutWindows, type EncoderWindow, groupWindows } from './windows.ts';

/** One thread a process, for processes are what the host counts; without the arena memory comes back after a long batch. */
const SESSION_OPTIONS = { intraOpNumThreads: 1, interOpNumThreads: 1, enableCpuMemArena: false } as const;

interface Encoder {
  session: InferenceSession;
  tokenizer: TextTokenizer;
  window: number;
}

/** Fills an int64 tensor of [windows, longest] through its low halves: a BigInt a token would cost more than the copy. */
function tensorOf(
  group: readonly EncoderWindow[],
  width: number,
  filler: number,
  valueAt: (window: EncoderWindow, place: number) => number,
): Tensor {
  const data = new BigInt64Array(group.length * width).fill(BigInt(filler));
  const halves = new Int32Array(data.buffer);
  for (const [row, window] of group.entries())
    for (let place = 0; place < window.ids.length; place++) halves[2 * (row * width + place)] = valueAt(window, place);
  return new Tensor('int64', data, [group.length, width]);
}

function feedsOf(group: readonly EncoderWindow[], { session, tokenizer }: Encoder): InferenceSession.FeedsType {
  const width = group[0]?.ids.length ?? 0;
  const inputs: Readonly<Record<string, () => Tensor>> = {
    input_ids: () => tensorOf(group, width, tokenizer.padId, (window, place) => window.ids[place] ?? 0),
    attention_mask: () => tensorOf(group, width, 0, () => 1),
    token_type_ids: () => tensorOf(group, width, 0, () => 0),
  };
  return Object.fromEntries(session.inputNames.map((name) => [name, inputs[name]?.()])) as InferenceSession.FeedsType;
}

/** Runs windows of like length and gives the values of each. */
async function runGroup(group: readonly EncoderWindow[], output: string, encoder: Encoder): Promise<readonly Window[]> {
  const results = await encoder.session.run(feedsOf(group, encoder), [output]);
  const tensor = results[output];
  if (!tensor || !(tensor.data instanceof Float32Array) || tensor.dims.length !== 2)
    throw new Error(`output ${output} is not [texts, values] of float32`);
  const { data } = tensor;
  // One text may do so: the inference client tries each of the batch again alone.
  if (!data.every(Number.isFinite)) throw new Error(`output ${output} has values that are no numbers`);
  const width = data.length / group.length;
  return group.map(({ ids }, row) => ({ values: data.subarray(row * width, (row + 1) * width), tokens: ids.length }));
}

async function runEncoder(
  texts: readonly string[],
  output: string,
  isCancelled: (place: number) => boolean,
  encoder: Encoder,
): Promise<readonly Row[]> {
  const cut = texts.map((text, place) => cutWindows(place, encoder.tokenizer.encode(text), encoder.tokenizer, encoder.window));
  const windows: Window[][] = cut.map(() => []);
  for (const group of groupWindows(cut.flat())) {
    const wanted = group.filter(({ place }) => !isCancelled(place));
    const values = wanted.length > 0 ? await runGroup(wanted, output, encoder) : [];
    for (const [row, { place, part }] of wanted.entries()) {
      const [parts, done] = [windows[place], values[row]];
      if (parts && done) parts[part] = done;
    }
  }
  return windows.map((parts) => ({
    windows: parts,
    inputTokens: parts.reduce((total, { tokens }) => total + tokens, 0),
    outputTokens: 0,
  }));
}

function modelFile({ files }: Manifest): string {
  const path = Object.keys(files).find((name) => name.endsWith('.onnx'));
  if (!path) throw new Error('the manifest lists no .onnx file');
  return path;
}

function checkSession(session: InferenceSession, manifest: Manifest): void {
  const unknown = session.inputNames.find((name) => !['input_ids', 'attention_mask', 'token_type_ids'].includes(name));
  if (unknown) throw new Error(`${modelFile(manifest)}: has an input ${unknown}, which an encoder has not`);
  const missing = manifest.serves.find(({ output }) => !session.outputNames.includes(output));
  if (missing) throw new Error(`${modelFile(manifest)}: has no output ${missing.output}`);
}

/** Loads an encoder from a folder whose files were checked. Throws where they do not make a model. */
export async function loadEncoder(folder: string, manifest: Manifest): Promise<Engine> {
  const [json, config] = await Promise.all(
    ['tokenizer.json', 'tokenizer_config.json'].map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8'))),
  );
  const session = await InferenceSession.create(join(folder, modelFile(manifest)), SESSION_OPTIONS);
  checkSession(session, manifest);
  const encoder = { session, tokenizer: createTokenizer(json, config), window: manifest.window };
  return {
    run: (texts, output, isCancelled) => runEncoder(texts, output, isCancelled, encoder),
    close: () => session.release(),
  };
}
