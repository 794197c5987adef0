import { describe, expect, it } from 'vitest';
import { fixedLabelModel } from '../../../../backends/onnx/tasks/fixed-labels.ts';
import type { Answer } from '../../../../src/model.ts';
import type { Classification, ClassifyOptions } from '../../../../src/task.ts';
import { fakeInference, plainCall, servedAs } from './fake-inference.ts';

const spec = servedAs('emotion', ['anger', 'joy', 'optimism', 'sadness']);
const model = (shares: readonly number[]) =>
  fixedLabelModel(
    spec,
    fakeInference(() => shares.map(Math.log)),
  );

async function classify(shares: readonly number[], options: Partial<ClassifyOptions> = {}) {
  const outcomes = await model(shares).run(
    { texts: ['text'], options: { classifier: 'emotion', multiLabel: false, ...options } },
    plainCall(),
  );
  return outcomes.map(({ result }) => (result as Answer<'classify'>).value)[0] as Classification;
}

describe('fixed labels', () => {
  it('names the most likely label', async () => {
    const { label, labels } = await classify([0.1, 0.2, 0.6, 0.1]);
    expect([label, labels]).toEqual(['optimism', ['optimism']]);
  });

  it('keeps the order of the labels between equal scores', async () => {
    const { scores } = await classify([0.25, 0.25, 0.25, 0.25]);
    expect(scores.map(({ label }) => label)).toEqual(spec.info.labels);
  });

  it('names every label that reaches the threshold with multiLabel', async () => {
    const { labels } = await classify([0.45, 0.3, 0.2, 0.05], { multiLabel: true, threshold: 0.2999 });
    expect(labels).toEqual(['anger', 'joy']);
  });

  it('names no label but still the best one when none reaches the threshold', async () => {
    const { label, labels } = await classify([0.3, 0.26, 0.24, 0.2], { multiLabel: true });
    expect([label, labels]).toEqual(['anger', []]);
  });

  it('answers only to its own id, and never to labels', () => {
    const { supports } = model([1]);
    expect(supports({ classifier: 'emotion', multiLabel: false })).toBe(true);
    expect(supports({ classifier: 'mood', multiLabel: false })).toMatchObject({
      code: 'NOT_FOUND',
      supported: { values: ['emotion'] },
    });
    expect(supports({ labels: [{ name: 'a' }, { name: 'b' }], multiLabel: false })).toMatchObject({ code: 'UNSUPPORTED_OPTION' });
    expect(supports({ classifier: 'emotion', multiLabel: false, language: 'de' })).toMatchObject({
      code: 'UNSUPPORTED_LANGUAGE',
    });
  });
});
