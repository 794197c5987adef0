import type { Tokenizer } from './tokenizer.ts';

/** What typewriters had for signs that a vocabulary may lack. */
const PLAIN_SIGNS = new Map(
  Object.entries({
    '“': '"',
    '”': '"',
    '„': '"',
    '«': '"',
    '»': '"',
    '‘': "'",
    '’': "'",
    '‚': "'",
    '–': '-',
    '—': '-',
    '−': '-',
  }),
);
const WORD_OR_SIGN = /[\p{L}\p{M}]+|[^\p{ASCII}]/gu;
const BEYOND_ASCII = /[^\p{ASCII}]/gu;
const MARKS = /\p{M}/gu;

/**
 * Makes the function that writes a text with characters that the vocabulary has, where it lacks one: plain signs for
 * typographic ones, the small letter for a capital, the bare letter for one with an accent. What has no such form stays.
 */
export function createRespeller({ encode }: Tokenizer, unknownId: number): (text: string) => string {
  const known = new Map<string, boolean>();
  const knows = (character: string): boolean => {
    const found = known.get(character) ?? !encode(character).includes(unknownId);
    known.set(character, found);
    return found;
  };
  const plain = (character: string): string => {
    if (knows(character)) return character;
    const lower = character.toLowerCase();
    const forms = [PLAIN_SIGNS.get(character), lower, character.normalize('NFD').replace(MARKS, '')];
    return forms.find((form) => form && knows(form)) ?? character;
  };
  const respelled = (word: string): string => {
    if (!/[^\p{ASCII}]/u.test(word)) return word;
    // One small letter among capitals would make another word.
    const isCapitals = word.length > 1 && word === word.toUpperCase() && [...word].some((letter) => !knows(letter));
    return (isCapitals ? word.toLowerCase() : word).replace(BEYOND_ASCII, plain);
  };
  return (text) => text.replace(WORD_OR_SIGN, respelled);
}
