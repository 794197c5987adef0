import { refuse } from './refuse.ts';

/** One field of a message: the `value` of a varint, or where the bytes of any other field lie in the file. */
type OnField = (number: number, value: number, start: number, end: number) => void;

/** Walks over the fields of the message between `start` and `end`. May be called again from within `onField`. */
export type VisitFields = (start: number, end: number, onField: OnField) => void;

const MAX_VARINT_BYTES = 10;
const FIXED_BYTES: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

/**
 * Opens an untrusted file of protobuf messages. It makes neither views nor objects, for a vocabulary has a hundred
 * thousand fields. What does not fit is refused with `MODEL_NOT_READY`.
 */
export function openProtobuf(bytes: Buffer, file: string): VisitFields {
  let offset = 0;
  const varint = (end: number): number => {
    let value = 0;
    for (let shift = 1; offset < end && shift < 2 ** (7 * MAX_VARINT_BYTES); shift *= 128) {
      const byte = bytes[offset] ?? 0;
      offset += 1;
      value += (byte & 0x7f) * shift;
      if (byte < 0x80) return value;
    }
    throw refuse(file, 'a number in it has no end');
  };
  const lengthOf = (wireType: number, end: number): number => {
    const length = wireType === 2 ? varint(end) : FIXED_BYTES[wireType];
    if (length === undefined) throw refuse(file, `a field in it has the wire type ${wireType}`);
    if (length > end - offset) throw refuse(file, 'a field in it is longer than its message');
    return length;
  };
  return (start, end, onField) => {
    offset = start;
    while (offset < end) {
      const tag = varint(end);
      const wireType = tag % 8;
      const value = wireType === 0 ? varint(end) : 0;
      const length = wireType === 0 ? 0 : lengthOf(wireType, end);
      const next = offset + length;
      onField(Math.floor(tag / 8), value, offset, next);
      offset = next;
    }
  };
}
