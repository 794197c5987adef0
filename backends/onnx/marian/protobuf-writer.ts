/** A protobuf message in the making, as parts that are joined once, at the end: weights are copied only there. */
export interface Message {
  parts: Uint8Array[];
  length: number;
}

export type FieldValue = number | string | Uint8Array | Message;

/** Fields of a message: a number becomes a varint, text and bytes and messages become length-delimited fields. */
export function message(...fields: readonly (readonly [number: number, value: FieldValue])[]): Message {
  const made: Message = { parts: [], length: 0 };
  const add = (part: Uint8Array): void => {
    made.parts.push(part);
    made.length += part.length;
  };
  for (const [number, value] of fields) {
    if (typeof value === 'number') {
      add(varints(number * 8, value));
      continue;
    }
    const inner = asMessage(value);
    add(varints(number * 8 + 2, inner.length));
    for (const part of inner.parts) add(part);
  }
  return made;
}

/** A field with a 32-bit float. */
export function floatField(number: number, value: number): Message {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt8(number * 8 + 5);
  bytes.writeFloatLE(value, 1);
  return { parts: [bytes], length: bytes.length };
}

/** The fields of several messages as those of one. */
export function merge(...messages: readonly Message[]): Message {
  return { parts: messages.flatMap(({ parts }) => parts), length: messages.reduce((sum, { length }) => sum + length, 0) };
}

function asMessage(value: string | Uint8Array | Message): Message {
  if (typeof value !== 'string' && 'parts' in value) return value;
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return { parts: [bytes], length: bytes.length };
}

/** Non-negative integers below 2^53, one after the other. */
function varints(...values: readonly number[]): Uint8Array {
  const bytes: number[] = [];
  for (let rest of values) {
    for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
    bytes.push(rest);
  }
  return Uint8Array.from(bytes);
}
