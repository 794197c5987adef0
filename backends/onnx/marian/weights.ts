import { ITEM_TYPES, type Item } from './container.ts';
import { refuse } from './refuse.ts';
import { transpose } from './transpose.ts';

/** A matrix of 8-bit integers; real value = integer * scale. */
export interface Matrix {
  /** Row-major [rows, columns]. */
  values: Buffer;
  rows: number;
  columns: number;
  scale: number;
}

/** The parameters of one model file by name, with the shape that the caller expects; anything else is refused. */
export interface Weights {
  has(name: string): boolean;
  /** A weight that multiplies from the right, [rows, columns]. */
  matrix(name: string, rows: number, columns: number): Matrix;
  /** The vectors of all tokens, one row each, of the first of `names` that is there. */
  embedding(names: readonly string[], width: number): Matrix;
  /** `length` floats, as they lie in the file. */
  vector(name: string, length: number): Buffer;
  /** How many integer steps make one unit of the input of a product, from the first of `names` that is there. */
  inputMultiplier(names: readonly string[]): number;
}

const MAX_TOKENS = 1_000_000;

export function createWeights(items: ReadonlyMap<string, Item>, file: string): Weights {
  const first = (names: readonly string[]): Item => {
    const name = names.find((candidate) => items.has(candidate));
    const item = name === undefined ? undefined : items.get(name);
    if (!item) throw refuse(file, `it has no item "${names[0]}"`);
    return item;
  };
  const expect = (item: Item, type: number, size: number): Buffer => {
    const found = item.shape.reduce((product, length) => product * length, 1);
    if (item.type !== type || found !== size) throw refuse(file, `the item "${item.name}" has not the expected type and shape`);
    return item.data;
  };
  const positive = (value: number, item: Item): number => {
    if (!(value > 1e-6 && value < 1e6)) throw refuse(file, `the multiplier of the item "${item.name}" is ${value}`);
    return value;
  };
  const quantized = (item: Item, rows: number, columns: number): Matrix => {
    const data = expect(item, ITEM_TYPES.intgemm8, rows * columns);
    const scale = 1 / positive(data.readFloatLE(rows * columns), item);
    return { values: data.subarray(0, rows * columns), rows, columns, scale };
  };
  return {
    has: (name) => items.has(name),
    vector: (name, length) => expect(first([name]), ITEM_TYPES.float32, length).subarray(0, 4 * length),
    // The file keeps these transposed, [columns, rows].
    matrix: (name, rows, columns) => transpose(quantized(first([name]), columns, rows)),
    embedding(names, width) {
      const item = first(names);
      const [tokens = 0] = item.shape;
      if (item.shape.length !== 2 || tokens > MAX_TOKENS)
        throw refuse(file, `the item "${item.name}" has not the expected shape`);
      return quantized(item, tokens, width);
    },
    inputMultiplier(names) {
      const item = first(names);
      if (item.type === ITEM_TYPES.float32) return positive(expect(item, ITEM_TYPES.float32, 1).readFloatLE(0), item);
      const { values, scale } = quantized(item, 1, 1);
      return positive(values.readInt8(0) * scale, item);
    },
  };
}
