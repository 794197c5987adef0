import { refuse } from './refuse.ts';

/** Reads little-endian values from an untrusted file, one after the other. Every read past the end is refused. */
export interface ByteReader {
  /** A u64 that counts or measures something in the file. Refused when it is above `atMost`. */
  count(what: string, atMost: number): number;
  /** `length` signed 32-bit integers. */
  integers(length: number): number[];
  /** The next `length` bytes, as a view: nothing is copied. */
  take(length: number): Buffer;
}

export function createByteReader(bytes: Buffer, file: string): ByteReader {
  let offset = 0;
  const take = (length: number): Buffer => {
    if (length > bytes.length - offset) throw refuse(file, `it ends within the ${length} bytes at ${offset}`);
    offset += length;
    return bytes.subarray(offset - length, offset);
  };
  return {
    take,
    count(what, atMost) {
      const value = take(8).readBigUInt64LE();
      if (value > BigInt(atMost)) throw refuse(file, `${what} is ${value}, more than the ${atMost} it can be`);
      return Number(value);
    },
    integers(length) {
      const view = take(4 * length);
      return Array.from({ length }, (_, index) => view.readInt32LE(4 * index));
    },
  };
}
