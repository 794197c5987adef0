import { createByteReader } from './byte-reader.ts';
import { refuse } from './refuse.ts';

/** The types of items this reader takes; a file with any other is refused. */
export const ITEM_TYPES = { float32: 0x0404, int8: 0x0101, intgemm8: 0x4101 } as const;

/** One named array of a Marian model file. `data` is a view into the file, still with its padding. */
export interface Item {
  name: string;
  type: number;
  shape: readonly number[];
  data: Buffer;
}

/** Where the float after the 8-bit values of an intgemm item says how many steps make one unit. */
const MULTIPLIER_BYTES = 4;
const MAX_ITEMS = 4096;
const MAX_NAME_BYTES = 256;
const MAX_RANK = 4;

/** How many bytes the values of an item take at the least; refuses types and shapes that are not known. */
function neededBytes(file: string, { name, type, shape }: Omit<Item, 'data'>): number {
  if (shape.some((size) => size < 1)) throw refuse(file, `the item "${name}" has the shape ${shape.join(' x ')}`);
  const values = shape.reduce((product, size) => product * size, 1);
  switch (type) {
    case ITEM_TYPES.float32:
      return 4 * values;
    case ITEM_TYPES.int8:
      return values;
    case ITEM_TYPES.intgemm8:
      return values + MULTIPLIER_BYTES;
    default:
      throw refuse(file, `the item "${name}" has the type 0x${type.toString(16)}, which is not known`);
  }
}

/**
 * Reads the items of a Marian binary model, version 1: headers, then names, then shapes, then padding, then the data.
 * Nothing in the file is trusted: whatever does not fit is refused with `MODEL_NOT_READY`.
 */
export function readContainer(bytes: Buffer, file: string): ReadonlyMap<string, Item> {
  const reader = createByteReader(bytes, file);
  if (reader.count('its version', 1) !== 1) throw refuse(file, 'its version is not 1');
  const headers = Array.from({ length: reader.count('the number of items', MAX_ITEMS) }, () => ({
    nameBytes: reader.count('the length of a name', MAX_NAME_BYTES),
    type: reader.count('the type of an item', 0xffff),
    rank: reader.count('the rank of an item', MAX_RANK),
    dataBytes: reader.count('the length of an item', bytes.length),
  }));
  const names = headers.map(({ nameBytes }) => reader.take(nameBytes).toString('latin1').replace(/\0+$/, ''));
  const shapes = headers.map(({ rank }) => reader.integers(rank));
  reader.take(reader.count('the padding', bytes.length));

  const items = new Map<string, Item>();
  for (const [place, { type, dataBytes }] of headers.entries()) {
    const described = { name: names[place] ?? '', type, shape: shapes[place] ?? [] };
    if (items.has(described.name)) throw refuse(file, `it holds the item "${described.name}" twice`);
    if (neededBytes(file, described) > dataBytes) throw refuse(file, `the item "${described.name}" is larger than its data`);
    items.set(described.name, { ...described, data: reader.take(dataBytes) });
  }
  return items;
}
