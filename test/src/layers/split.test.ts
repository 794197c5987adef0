import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSink } from '../../../src/batch.ts';
import { split } from '../../../src/layers/split.ts';
import type { Run } from '../../../src/model.ts';
import { batchOf, scriptedModel, testCall } from '../../support/models.ts';

it('never asks for more than the model takes, and keeps every outcome in its place', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string(), { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), async (texts, maxBatch) => {
      const model = scriptedModel();
      const outcomes = await split(model.run, maxBatch)({ texts: texts, options: {} }, testCall());
      expect(outcomes.map(({ result }) => ('usage' in result ? result.usage?.inputTokens : -1))).toEqual(
        texts.map(({ length }) => length),
      );
      expect(model.asked.every(({ length }) => length <= maxBatch)).toBe(true);
      if (texts.length > 0) expect(model.asked).toHaveLength(Math.ceil(texts.length / maxBatch));
    }),
  );
});

it('tells a listener the place in the whole list', async () => {
  const heard: [number, string][] = [];
  const run: Run<'sentiment'> = async (batch, call) => {
    for (const [place, text] of batch.texts.entries()) batch.sinks?.[place]?.write(text);
    return scriptedModel().run(batch, call);
  };
  const texts = ['a', 'b', 'c', 'd', 'e'];
  const sinks = texts.map((_, place) => createSink([{ write: (delta) => heard.push([place, delta]), restart: () => undefined }]));
  await split(run, 2)(batchOf(texts, {}, sinks), testCall());
  expect(heard).toEqual(['a', 'b', 'c', 'd', 'e'].map((text, place) => [place, text]));
});

it('has no more parts under way at once than it may', async () => {
  let [underWay, most] = [0, 0];
  const run: Run<'sentiment'> = async (batch, call) => {
    most = Math.max(most, ++underWay);
    await new Promise(setImmediate);
    underWay -= 1;
    return scriptedModel().run(batch, call);
  };
  const texts = Array.from({ length: 20 }, (_, place) => 'x'.repeat(place));
  const outcomes = await split(run, 1, 3)({ texts: texts, options: {} }, testCall());
  expect(most).toBe(3);
  expect(outcomes.map(({ result }) => ('usage' in result ? result.usage?.inputTokens : -1))).toEqual([...texts.keys()]);
});
