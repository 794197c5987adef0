import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unitsOf } from '../../../../backends/onnx/tasks/summarize-units.ts';

const textsOf = async (text: string) => (await unitsOf(text)).units.map((unit) => unit.text);

describe('units of a text', () => {
  it('are its sentences', async () => {
    expect(await textsOf('Dr. Smith came. He sat down!')).toEqual(['Dr. Smith came.', 'He sat down!']);
  });

  it('are the turns of a dialogue, whole', async () => {
    const { units, isDialogue } = await unitsOf('Ann: Hi. How are you?\nBob: Fine, thanks. And you?\nAnn: Fine too.');
    expect(isDialogue).toBe(true);
    expect(units.map(({ text }) => text)).toEqual(['Ann: Hi. How are you?', 'Bob: Fine, thanks. And you?', 'Ann: Fine too.']);
  });

  it('join the lines that only a margin had cut', async () => {
    expect(await textsOf('The first sentence goes on\nin a second line. The next\nalso does.')).toEqual([
      'The first sentence goes on\nin a second line.',
      'The next\nalso does.',
    ]);
  });

  it('know a heading from a sentence and from an item of a list', async () => {
    const { units } = await unitsOf('# The results\n\nAll of it worked.\n\n- milk and honey\n- 2 eggs\n');
    expect(units.map(({ text, isHeading }) => [text, isHeading])).toEqual([
      ['The results', true],
      ['All of it worked.', false],
      ['milk and honey', false],
      ['2 eggs', false],
    ]);
  });

  it('are the same for a long text as for its parts, wherever the steps fall', async () => {
    const sentence = (place: number) => `Sentence number ${place} says ${'something '.repeat(place % 40)}and ends.`;
    const sentences = Array.from({ length: 400 }, (_, place) => sentence(place));
    expect(await textsOf(sentences.join(' '))).toEqual(sentences);
  });

  it('stand in the text where their offsets say, in order and without overlap', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('Ab cd.', ' ', '\n', 'x', 'Bob: hi', '- ', '…', '🙂', '\ud800', 'Is it? ', '1. ', '"')),
        async (parts) => {
          const text = parts.join('');
          let last = 0;
          for (const { start, end, text: own } of (await unitsOf(text)).units) {
            expect(start).toBeGreaterThanOrEqual(last);
            expect(end).toBeGreaterThan(start);
            expect(own).toBe(text.slice(start, end));
            last = end;
          }
        },
      ),
    );
  });

  it('takes greetings and signatures for no content, but keeps a sentence that thanks', async () => {
    const { units } = await unitsOf('Hi all,\n\nThanks to Anna, the release is ready.\n\nBest regards,\nMaria');
    expect(units.filter(({ isHeading }) => !isHeading).map(({ text }) => text)).toEqual([
      'Thanks to Anna, the release is ready.',
    ]);
  });
});
