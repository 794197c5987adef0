import { refuse } from './refuse.ts';

/** What stands at the start of the rest of a text: how many of its bytes are read, and what they become. */
export interface Replaced {
  read: number;
  bytes: Buffer;
}

/**
 * Opens the compiled rules of a SentencePiece normalizer: the byte length of a double-array trie (u32), the trie, then
 * the replacements it points at, each ended by a zero byte. The function that comes back finds the longest rule that
 * fits at `offset`; without one, a single character stays as it is. `text` must be valid UTF-8.
 */
export function openCharsmap(charsmap: Buffer, file: string): (text: Buffer, offset: number) => Replaced {
  const trieBytes = charsmap.length < 4 ? 0 : charsmap.readUInt32LE(0);
  if (trieBytes % 4 !== 0 || trieBytes > charsmap.length) throw refuse(file, 'its normalization rules are damaged');
  const units = Uint32Array.from({ length: trieBytes / 4 }, (_, index) => charsmap.readUInt32LE(4 + 4 * index));
  const replacements = charsmap.subarray(4 + trieBytes);

  return (text, offset) => {
    const { read, value } = longestMatch(units, text, offset);
    if (read === 0) {
      const length = characterBytes(text[offset] ?? 0);
      return { read: length, bytes: text.subarray(offset, offset + length) };
    }
    const end = replacements.indexOf(0, value);
    return { read, bytes: replacements.subarray(value, end < 0 ? replacements.length : end) };
  };
}

/** The format of a unit is that of darts-clone: label in the low byte, a leaf flag, and an offset that is XORed. */
function longestMatch(units: Uint32Array, text: Buffer, offset: number): { read: number; value: number } {
  const found = { read: 0, value: 0 };
  let place = offsetOf(units[0] ?? 0);
  for (let index = offset; index < text.length; index += 1) {
    const byte = text[index] ?? 0;
    const unit = units[place ^ byte];
    if (unit === undefined || (unit & 0x800000ff) >>> 0 !== byte) break;
    place = place ^ byte ^ offsetOf(unit);
    if ((unit >>> 8) & 1) {
      found.read = index + 1 - offset;
      found.value = (units[place] ?? 0) & 0x7fffffff;
    }
  }
  return found;
}

const offsetOf = (unit: number): number => (unit >>> 10) << ((unit & 0x200) >>> 6);

/** How many bytes the UTF-8 character takes that starts with `first`. */
function characterBytes(first: number): number {
  if (first < 0xc0) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}
