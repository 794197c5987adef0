import fc from 'fast-check';
import { expect, it } from 'vitest';
import { piecesOf } from '../../../console/src/results/pieces-of.ts';

it('the pieces are the text again, whatever the offsets are', () => {
  const sentence = fc.record({
    text: fc.string(),
    start: fc.integer({ min: -5, max: 60 }),
    end: fc.integer({ min: -5, max: 60 }),
    score: fc.constant(null),
  });
  fc.assert(
    fc.property(fc.string({ maxLength: 50 }), fc.array(sentence), (text, sentences) => {
      expect(
        piecesOf(text, sentences)
          .map((piece) => piece.text)
          .join(''),
      ).toBe(text);
    }),
  );
});

it('marks the chosen sentences', () => {
  const sentences = [{ text: 'Two.', start: 5, end: 9, score: 1 }];
  expect(piecesOf('One. Two. Three.', sentences)).toEqual([
    { start: 0, text: 'One. ', chosen: false },
    { start: 5, text: 'Two.', chosen: true },
    { start: 9, text: ' Three.', chosen: false },
  ]);
});
