import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { segmentsOf } from '../../../../backends/onnx/text/segments.ts';

const cut = async (text: string, maxTokens = 100) =>
  (await segmentsOf(text, maxTokens, 'en')).map(({ start, end }) => text.slice(start, end));

describe('segmentsOf', () => {
  it('gives sentences, without markers, space, columns and what has no letters', async () => {
    expect(await cut('1. One. Two!\n\n- Name:\tAge   today\n---\n2024')).toEqual(['One.', 'Two!', 'Name:', 'Age', 'today']);
  });

  it('never cuts what must not change', async () => {
    expect(await cut('Call `a. B` or\n```\nOne. Two.\n\nThree.\n``` then. Done.')).toEqual(['Call `a. B` or', 'then.', 'Done.']);
    expect(await cut('Say {a. B} twice. Yes.')).toEqual(['Say {a. B} twice.', 'Yes.']);
  });

  it('leaves emoji, tags and mentions at the edges outside, but keeps code, addresses and placeholders', async () => {
    expect(await cut('😀 @you <p>Great work!</p> 🎉')).toEqual(['Great work!']);
    expect(await cut('`ls` lists files in {folder}')).toEqual(['`ls` lists files in {folder}']);
  });

  it('has none where all is protected', async () => {
    expect(await cut('`code` {name} https://example.com/a 😀')).toEqual([]);
  });

  it('cuts a sentence that is too long', async () => {
    const long = `${'many words, '.repeat(200)}end`;
    expect((await cut(long)).length).toBeGreaterThan(4);
    expect((await cut(long)).join(' ')).toBe(long);
  });

  it('gives ordered segments with whole protected stretches inside, for any text', async () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.constantFrom('. ', '\n', '\t', '- ', 'word ', '`a. B`', '```\na. B\n```', '{x\ny}', '😀', '<b>', '    ', 'Ünicode'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 40 }), async (pieces) => {
        const text = pieces.join('');
        const segments = await segmentsOf(text, 10, 'en');
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
