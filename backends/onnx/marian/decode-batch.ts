import { Tensor } from 'onnxruntime-node';
import { keepRows } from './keep-rows.ts';
import { MAX_TARGET_TOKENS, type Network } from './network.ts';

type Tensors = Readonly<Record<string, Tensor>>;

/** A translation without its end mark, and the logarithm of how likely the model takes it and its end to be, where that was asked for. */
export interface Decoded {
  ids: number[];
  logProbability: number;
}

/**
 * Translates parts of texts greedily, all at once: `sources` are ids with the end mark last. Gives the ids of each
 * translation without the end mark. Rows that are finished or cancelled (`isCancelled(row)` is asked at every step) leave
 * the batch, so that the work shrinks with them; a row that repeats itself ends at 2 * source + 4 tokens, at most 256.
 */
export async function decodeBatch(
  network: Network,
  sources: readonly (readonly number[])[],
  endId: number,
  isCancelled: (row: number) => boolean,
  isRated: (row: number) => boolean = () => false,
): Promise<readonly Decoded[]> {
  const decoded = sources.map((): Decoded => ({ ids: [], logProbability: 0 }));
  const isOpen = (row: number): boolean =>
    (decoded[row]?.ids.length ?? 0) < Math.min(2 * (sources[row]?.length ?? 0) + 4, MAX_TARGET_TOKENS) && !isCancelled(row);

  let rows = sources.map((_, row) => row);
  if (!rows.some(isOpen)) return decoded;
  let memory = await encode(network, sources);
  let state = initialState(network, rows.length);

  for (let step = 0; rows.length > 0; step += 1) {
    const embedded = embedPrevious(network, rows, decoded, step);
    const rated = rows.flatMap((row, place) => (isRated(row) ? [place] : []));
    const places = new Tensor('int64', BigInt64Array.from(rated, BigInt), [rated.length]);
    const { next, log_probability, ...newState } = await network.decoder.run({ ...memory, ...state, embedded, rated: places });
    for (const [index, place] of rated.entries()) {
      const row = decoded[rows[place] ?? 0];
      if (row) row.logProbability += Number(log_probability?.data[index]);
    }
    state = Object.fromEntries(Object.entries(newState).map(([name, tensor]) => [name.slice('new_'.length), tensor]));
    const kept: number[] = [];
    for (const [place, row] of rows.entries()) {
      const id = Number(next?.data[place] ?? endId);
      if (id === endId) continue;
      decoded[row]?.ids.push(id);
      if (isOpen(row)) kept.push(place);
    }
    if (kept.length === rows.length) continue;
    rows = kept.map((place) => rows[place] ?? 0);
    memory = keepAll(memory, kept);
    state = keepAll(state, kept);
  }
  return decoded;
}

/** Runs the encoder once. Its keys and values go into every step as they are. */
async function encode(network: Network, sources: readonly (readonly number[])[]): Promise<Tensors> {
  const { width, embedSource } = network;
  const longest = Math.max(...sources.map(({ length }) => length));
  const embedded = new Float32Array(sources.length * longest * width);
  for (const [row, ids] of sources.entries()) {
    for (const [position, id] of ids.entries()) embedSource(embedded, (row * longest + position) * width, id, position);
  }
  const lengths = new Tensor(
    'int32',
    Int32Array.from(sources, ({ length }) => length),
    [sources.length],
  );
  const keysAndValues = await network.encoder.run({
    lengths,
    embedded: new Tensor('float32', embedded, [sources.length, longest, width]),
  });
  return { lengths, ...keysAndValues };
}

function initialState({ width, decoderLayers }: Network, rows: number): Tensors {
  const zeros = (): Tensor => new Tensor('float32', new Float32Array(rows * width), [rows, 1, width]);
  return Object.fromEntries(Array.from({ length: decoderLayers }, (_, layer) => [`state_${layer + 1}`, zeros()]));
}

/** The last token of each row. At step 0 there is none, not even an end mark: the model was trained so. */
function embedPrevious(network: Network, rows: readonly number[], decoded: readonly Decoded[], step: number): Tensor {
  const { width, embedTarget } = network;
  const embedded = new Float32Array(rows.length * width);
  for (const [place, row] of rows.entries()) embedTarget(embedded, place * width, decoded[row]?.ids.at(-1), step);
  return new Tensor('float32', embedded, [rows.length, 1, width]);
}

const keepAll = (tensors: Tensors, kept: readonly number[]): Tensors =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, keepRows(tensor, kept)]));
