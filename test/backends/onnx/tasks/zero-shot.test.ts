import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { InferenceClient } from '../../../../backends/onnx/engine.ts';
import { zeroShotModel } from '../../../../backends/onnx/tasks/zero-shot.ts';
import { GatewayError } from '../../../../src/errors.ts';
import { type Answer, isAnswered } from '../../../../src/model.ts';
import type { ClassifyOptions, Label } from '../../../../src/task.ts';
import { bagOfWords, fakeInference, plainCall, servedAs } from './fake-inference.ts';

const spec = servedAs('minilm-zero-shot');
const fruit: readonly Label[] = [{ name: 'apple_pie' }, { name: 'OrangeJuice' }, { name: 'banana split' }];
const setUp = (modelOf: (text: string) => readonly number[] | GatewayError = bagOfWords) => {
  const inference = fakeInference(modelOf);
  const model = zeroShotModel(spec, inference);
  const ask = async (texts: readonly string[], options: Partial<ClassifyOptions>) => {
    const outcomes = await model.run({ texts: texts, options: { multiLabel: false, ...options } }, plainCall());
    return outcomes.map(({ result }) => (result as Answer<'classify'>).value);
  };
  return { inference, model, ask };
};

describe('zero-shot classification', () => {
  it('finds the label whose words the text shares, and gives its name as the caller wrote it', async () => {
    const { ask } = setUp();
    const values = await ask(['some apple pie', 'fresh orange juice', 'a banana split'], { labels: fruit });
    expect(values.map(({ label }) => label)).toEqual(['apple_pie', 'OrangeJuice', 'banana split']);
  });

  it('gives scores that add up to 1, highest first', async () => {
    const { ask } = setUp();
    const [value] = await ask(['apple and orange'], { labels: fruit });
    const scores = value?.scores.map(({ score }) => score ?? 0) ?? [];
    expect(scores.reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 6);
    expect([...scores].sort((left, right) => right - left)).toEqual(scores);
  });

  it('keeps the order of the labels when the text tells nothing', async () => {
    const { ask } = setUp(() => [1, 0, 0, 0]);
    const [value] = await ask(['anything'], { labels: fruit });
    expect(value?.scores.map(({ label }) => label)).toEqual(fruit.map(({ name }) => name));
  });

  it('embeds the labels once: afterwards a text costs one forward pass however many labels there are', async () => {
    const { ask, inference } = setUp();
    const labels = Array.from({ length: 150 }, (_, place) => ({ name: `label ${place}`, description: `kind ${place}` }));
    await ask(['first'], { labels });
    expect(inference.read.length).toBe(1 + 150 * 3);
    inference.read.length = 0;
    await ask(['second', 'third'], { labels });
    expect(inference.read).toEqual(['second', 'third']);
  });

  it('reuses the vectors of known label texts in a new set of labels', async () => {
    const { ask, inference } = setUp();
    await ask(['x'], { labels: fruit });
    inference.read.length = 0;
    await ask(['x'], { labels: [...fruit.slice(1), { name: 'pear' }] });
    expect(inference.read).toEqual(['pear', 'This text is about pear.', 'x']);
  });

  it('gives a text the same scores whatever texts it comes with', async () => {
    const { ask } = setUp();
    const [alone] = await ask(['orange peel'], { labels: fruit });
    const [, together] = await ask(['apple', 'orange peel', 'banana banana'], { labels: fruit });
    expect(together).toEqual(alone);
  });

  it('lets description and examples say what a name does not', async () => {
    const { ask } = setUp();
    const described = [
      { name: 'one', description: 'salty sea water' },
      { name: 'two', description: 'dry desert sand' },
    ];
    const shown = [
      { name: 'one', examples: ['salty sea', 'deep water'] },
      { name: 'two', examples: ['dry sand', 'hot desert'] },
    ];
    for (const labels of [described, shown]) {
      const [value] = await ask(['water of the sea'], { labels });
      expect(value?.label).toBe('one');
    }
  });

  it('does not favour the labels that have examples over those that have none', async () => {
    const { ask } = setUp();
    const labels = [{ name: 'cold ice', examples: ['the ice in the sea', 'the cold of the snow'] }, { name: 'the warm fire' }];
    const [value] = await ask(['the warm fire of the camp'], { labels });
    expect(value?.label).toBe('the warm fire');
  });

  it('scores labels each on its own with multiLabel, so that two can apply', async () => {
    const { ask } = setUp((text) => [/apple/.test(text) ? 1 : 0, /orange/i.test(text) ? 1 : 0, 0.3, /banana/.test(text) ? 1 : 0]);
    const [both] = await ask(['apple and orange'], { labels: fruit, multiLabel: true });
    expect(both?.labels).toEqual(['apple_pie', 'OrangeJuice']);
    const [strict] = await ask(['apple and orange'], { labels: fruit, multiLabel: true, threshold: 1 });
    expect(strict?.labels).toEqual([]);
    expect(strict?.label).toBe('apple_pie');
  });

  it('takes label names in any script', async () => {
    const { ask } = setUp();
    const labels = [{ name: '天気' }, { name: '🎉🎉' }, { name: '\ud800' }, { name: '___' }, { name: 'غذاء' }];
    const [value] = await ask(['天気'], { labels });
    expect(value?.label).toBe('天気');
    expect(value?.scores).toHaveLength(5);
    expect(value?.scores.every(({ score }) => Number.isFinite(score))).toBe(true);
  });

  it('fails a text alone when only its own reading failed, and all texts when a label could not be read', async () => {
    const broken = new GatewayError('OVERLOADED', 'full');
    const { model } = setUp((text) => (text === 'bad' ? broken : bagOfWords(text)));
    const options = { labels: fruit, multiLabel: false };
    const mixed = await model.run({ texts: ['good', 'bad'], options: options }, plainCall());
    expect(mixed.map(({ result }) => result instanceof GatewayError)).toEqual([false, true]);
    const none = await model.run(
      { texts: ['good'], options: { ...options, labels: [{ name: 'bad' }, { name: 'x' }] } },
      plainCall(),
    );
    expect(none[0]?.result).toBe(broken);
  });

  it('reads texts and labels one after the other, for there may be no room for both in the queue', async () => {
    const open = fakeInference(bagOfWords);
    let isFull = false;
    const narrow: InferenceClient = {
      async run(texts, ...rest) {
        if (isFull) return texts.map(() => new GatewayError('OVERLOADED', 'full'));
        isFull = true;
        await setTimeout(20);
        isFull = false;
        return open.run(texts, ...rest);
      },
    };
    const outcomes = await zeroShotModel(spec, narrow).run(
      { texts: ['apple'], options: { labels: fruit, multiLabel: false } },
      plainCall(),
    );
    expect(outcomes.map(isAnswered)).toEqual([true]);
  });

  it('answers neither to the id of a classifier nor to other languages', () => {
    const { supports } = setUp().model;
    expect(supports({ labels: fruit, multiLabel: false })).toBe(true);
    expect(supports({ classifier: 'emotion', multiLabel: false })).toMatchObject({ code: 'NOT_FOUND' });
    expect(supports({ labels: fruit, multiLabel: false, language: 'fr' })).toMatchObject({ code: 'UNSUPPORTED_LANGUAGE' });
  });
});
