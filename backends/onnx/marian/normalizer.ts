import { openCharsmap } from './charsmap.ts';
import type { Vocabulary } from './read-vocabulary.ts';

const SPACE = 0x20;
/** U+2581, which stands for a space inside pieces. */
const MARK = Buffer.from('▁');

/**
 * Makes the function that brings a text into the form that pieces are cut from: the vocabulary's own character rules,
 * runs of spaces made one, spaces as U+2581. Nothing but spaces gives nothing. A lone surrogate counts as U+FFFD.
 */
export function createNormalizer(vocabulary: Vocabulary, file: string): (text: string) => string {
  const replace = openCharsmap(vocabulary.charsmap, file);
  const { addsPrefix, removesExtraSpaces } = vocabulary;

  return (text) => {
    const input = Buffer.from(text);
    const parts: Buffer[] = [];
    let isAfterSpace = removesExtraSpaces;
    for (let offset = 0; offset < input.length; ) {
      const { read, bytes } = replace(input, offset);
      offset += read;
      for (const part of spacesMarked(bytes)) {
        const isSpace = part === MARK;
        if (!isSpace || !isAfterSpace) parts.push(part);
        isAfterSpace = isSpace && removesExtraSpaces;
      }
    }
    if (removesExtraSpaces) while (parts.at(-1)?.equals(MARK)) parts.pop();
    if (addsPrefix && parts.length > 0) parts.unshift(MARK);
    return Buffer.concat(parts).toString('utf8');
  };
}

/** Most replacements are one character: only those with a space inside are cut. */
function spacesMarked(bytes: Buffer): readonly Buffer[] {
  if (!bytes.includes(SPACE)) return bytes.length > 0 ? [bytes] : [];
  return Array.from(bytes, (byte, index) => (byte === SPACE ? MARK : bytes.subarray(index, index + 1)));
}
