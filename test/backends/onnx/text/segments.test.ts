import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { segmentsOf } from '../../../../backends/onnx/text/segments.ts';

const cut = (text: string, maxTokens = 100) => segmentsOf(text, maxTokens, 'en').map(({ start, end }) => text.slice(start, end));

describe('segmentsOf', () => {
  it('gives sentences, without markers, space, columns and what has no letters', () => {
    expect(cut('1. One. Two!\n\n- Name:\tAge   today\n---\n2024')).toEqual(['One.', 'Two!', 'Name:', 'Age', 'today']);
  });

  it('never cuts what must not change', () => {
    expect(cut('Call `a. B` or\n```\nOne. Two.\n\nThree.\n``` then. Done.')).toEqual(['Call `a. B` or', 'then.', 'Done.']);
    expect(cut('Say {a. B} twice. Yes.')).toEqual(['Say {a. B} twice.', 'Yes.']);
  });

  it('leaves emoji, tags and mentions at the edges outside, but keeps code, addresses and placeholders', () => {
    expect(cut('😀 @you <p>Great work!</p> 🎉')).toEqual(['Great work!']);
    expect(cut('`ls` lists files in {folder}')).toEqual(['`ls` lists files in {folder}']);
  });

  it('has none where all is protected', () => {
    expect(cut('`code` {name} https://example.com/a 😀')).toEqual([]);
  });

  it('cuts a sentence that is too long', () => {
    const long = `${'many words, '.repeat(200)}end`;
    expect(cut(long).length).toBeGreaterThan(4);
    expect(cut(long).join(' ')).toBe(long);
  });

  it('gives ordered segments with whole protected stretches inside, for any text', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.constantFrom('. ', '\n', '\t', '- ', 'word ', '`a. B`', '```\na. B\n```', '{x\ny}', '😀', '<b>', '    ', 'Ünicode'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const segments = segmentsOf(text, 10, 'en');
        const wrong = segments.filter(
          ({ start, end, spans }, index) =>
            start < (segments[index - 1]?.end ?? 0) ||
            text.slice(start, end).trim().length !== end - start ||
            !spans.every((span) => span.start >= start && span.end <= end),
        );
        expect(wrong).toEqual([]);
      }),
    );
  });
});
