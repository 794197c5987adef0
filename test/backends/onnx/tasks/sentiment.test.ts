import { describe, expect, it } from 'vitest';
import { sentimentModel } from '../../../../backends/onnx/tasks/sentiment.ts';
import { GatewayError } from '../../../../src/errors.ts';
import type { Answer } from '../../../../src/model.ts';
import { fakeInference, plainCall, servedAs } from './fake-inference.ts';

const spec = servedAs('sentiment-minilm', ['NEGATIVE', 'NEUTRAL', 'POSITIVE']);
const logOf = (...shares: number[]) => shares.map(Math.log);

async function ask(text: string, modelOf: (text: string) => readonly number[] | GatewayError) {
  const inference = fakeInference(modelOf);
  const [outcome] = await sentimentModel(spec, inference).run({ texts: [text], options: {} }, plainCall());
  return { result: outcome?.result, inference };
}

describe('sentiment', () => {
  it('gives all three scores, highest first, and the first as its confidence', async () => {
    const { result } = await ask('Fine.', () => logOf(0.1, 0.3, 0.6));
    const { value, confidence, usage, model } = result as Answer<'sentiment'>;
    expect(value.label).toBe('POSITIVE');
    expect(value.scores.map(({ label }) => label)).toEqual(['POSITIVE', 'NEUTRAL', 'NEGATIVE']);
    expect(confidence).toBeCloseTo(0.6, 5);
    expect(usage).toEqual({ inputTokens: 1, outputTokens: 0, costUsd: 0, estimated: false });
    expect(model).toEqual({ id: 'sentiment-minilm', version: '1', backend: 'local' });
  });

  it.each([
    [
      ['POSITIVE', 'NEUTRAL', 'NEGATIVE'],
      [0.7, 0.2, 0.1],
    ],
    [
      ['NEGATIVE', 'POSITIVE'],
      [0.1, 0.9],
    ],
  ])('reads the columns as %j', async (labels, shares) => {
    const model = sentimentModel(
      servedAs('own', labels),
      fakeInference(() => logOf(...shares)),
    );
    const [outcome] = await model.run({ texts: ['Fine.'], options: {} }, plainCall());
    const scores = labels.map(() => expect.anything());
    expect(outcome?.result).toMatchObject({ value: { label: 'POSITIVE', scores } });
  });

  it('combines the windows of a long text by the mean of their probabilities, weighted by tokens', async () => {
    const good = 'This sentence is full of praise for the thing that was bought here. '.repeat(8);
    const bad = 'Bad.';
    const { result, inference } = await ask(good + bad, (text) =>
      text.includes('Bad') ? logOf(1, 1e-9, 1e-9) : logOf(1e-9, 1e-9, 1),
    );
    expect(inference.read.length).toBeGreaterThan(1);
    expect(inference.read.join('')).toBe(good + bad);
    const words = inference.read.map((piece) => piece.trim().split(/\s+/u).length);
    const total = words.reduce((sum, count) => sum + count, 0);
    const { value } = result as Answer<'sentiment'>;
    const negative = value.scores.find(({ label }) => label === 'NEGATIVE')?.score;
    expect(negative).toBeCloseTo((words.at(-1) ?? 0) / total, 5);
  });

  it('puts the error of a text in its place and answers the others', async () => {
    const broken = new GatewayError('MODEL_FAILED', 'broken');
    const inference = fakeInference((text) => (text === 'b' ? broken : logOf(0.2, 0.2, 0.6)));
    const outcomes = await sentimentModel(spec, inference).run({ texts: ['a', 'b', 'c'], options: {} }, plainCall());
    expect(outcomes.map(({ result }) => result instanceof GatewayError)).toEqual([false, true, false]);
  });

  it('reads English of any region and refuses other languages, naming what it reads', () => {
    const model = sentimentModel(
      spec,
      fakeInference(() => []),
    );
    expect(model.supports({})).toBe(true);
    expect(model.supports({ language: 'en-GB' })).toBe(true);
    expect(model.supports({ language: 'pt' })).toMatchObject({ code: 'UNSUPPORTED_LANGUAGE', supported: { languages: ['en'] } });
  });
});
