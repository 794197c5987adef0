import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordDiff } from '../../../console/src/compare/word-diff.ts';

const text = fc
  .array(fc.constantFrom('the', 'a', ' ', '. ', 'cat', 'dog', '猫', 'sat'), { maxLength: 25 })
  .map((words) => words.join(''));
const joined = (parts: ReturnType<typeof wordDiff>, ...kinds: string[]) =>
  parts
    .filter(({ kind }) => kinds.includes(kind))
    .map((part) => part.text)
    .join('');

describe('a word diff', () => {
  it('holds both texts whole', () => {
    fc.assert(
      fc.property(text, text, (from, to) => {
        const parts = wordDiff(from, to);
        expect(joined(parts, 'same', 'removed')).toBe(from);
        expect(joined(parts, 'same', 'added')).toBe(to);
      }),
    );
  });

  it('marks only the word that changed', () => {
    expect(wordDiff('the cat sat', 'the dog sat')).toEqual([
      { text: 'the ', kind: 'same' },
      { text: 'cat', kind: 'removed' },
      { text: 'dog', kind: 'added' },
      { text: ' sat', kind: 'same' },
    ]);
  });
});
