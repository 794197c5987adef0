import { describe, expect, it } from 'vitest';
import { pace } from '../../../backends/onnx/pace.ts';
import { readTexts } from '../../../backends/onnx/tasks/read-texts.ts';
import { unitsOf } from '../../../backends/onnx/tasks/summarize-units.ts';
import { forTextsWithWords } from '../../../backends/onnx/tasks/texts-with-words.ts';
import { translateTexts } from '../../../backends/onnx/tasks/translate-texts.ts';
import { fakeInference, plainCall } from './tasks/fake-inference.ts';

/** Turns of the event loop that others had meanwhile. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  let isDone = false;
  const count = () => {
    turns += 1;
    if (!isDone) setImmediate(count);
  };
  setImmediate(count);
  await work();
  isDone = true;
  return turns;
}

describe('the event loop', () => {
  const lines = (seed: number) => `${String.fromCharCode(98 + seed)}\n`.repeat(25_000);
  const texts = Array.from({ length: 8 }, (_, seed) => lines(seed));
  const inference = fakeInference(() => [1]);

  it.each([
    ['translating', () => translateTexts(inference, texts, { source: 'en', target: 'pt' }, plainCall())],
    ['reading', () => readTexts(inference, '', texts, plainCall())],
    ['cutting up for summaries, all at once', () => Promise.all(texts.map(unitsOf))],
  ])('has several turns a text while %s 200,000 lines of one letter', async (_, work) => {
    expect((await turnsDuring(work)) / texts.length).toBeGreaterThan(2);
  });

  it('has its turn between the texts of a list while words are looked for among emoji', async () => {
    const emoji = Array.from({ length: 8 }, () => '‼ '.repeat(25_000));
    const turns = await turnsDuring(() => forTextsWithWords(emoji, async (readable) => readable));
    expect(turns / emoji.length).toBeGreaterThan(0.25);
  });

  it('gives many that work at once no more of a turn than one', async () => {
    const work = async (): Promise<void> => {
      for (let step = 0; step < 200; step++) {
        for (let end = performance.now() + 0.2; performance.now() < end; );
        await pace();
      }
    };
    const alone = await turnsDuring(work);
    const together = await turnsDuring(() => Promise.all(Array.from({ length: 8 }, work)));
    expect(together / alone).toBeGreaterThan(4);
  });
});
