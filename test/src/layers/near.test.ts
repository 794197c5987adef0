import { describe, expect, it } from 'vitest';
import { createNearIndex, signatureOf } from '../../../src/cache/near-index.ts';
import { near } from '../../../src/layers/near.ts';
import type { Embed, LookUp } from '../../../src/model.ts';
import { scriptedModel, testCall } from '../../support/models.ts';

/** Places texts on a circle by the number after the colon, in degrees. */
const embed: Embed = async (texts) =>
  texts.map((text) => {
    const angle = (Number(/:(\d+)/.exec(text)?.[1] ?? 0) * Math.PI) / 180;
    return Float32Array.of(Math.cos(angle), Math.sin(angle));
  });

const owner = { task: 'sentiment', model: { id: 'scripted', version: '1', backend: 'local' } } as const;
const words = (text: string) => text.replace(/:(\d+)/, (_, angle: string) => `:${'i'.repeat(Number(angle))}`);

function nearby(model = scriptedModel({ confidence: 0.95 }), threshold = 0.999) {
  const spelled: Embed = (texts, call) =>
    embed(
      texts.map((text) => text.replace(/:(i*)/, (_, run: string) => `:${run.length}`)),
      call,
    );
  const index = createNearIndex(100);
  const run = near(model.run, owner, { index, embed: spelled, threshold, minConfidence: 0.9, ttlMs: 60_000 });
  return { model, index, ask: (text: string, call = testCall()) => run([words(text)], {}, call) };
}

it('answers as a near text was answered, and says how near', async () => {
  const { model, ask } = nearby();
  await ask('good:10');
  const [outcome] = await ask('good:11');
  expect(outcome?.cache.status).toBe('NEAR_HIT');
  expect(outcome?.cache.similarity).toBeGreaterThan(0.999);
  expect(model.asked).toHaveLength(1);
});

it('notes how long it looked for one', async () => {
  const lookUps: LookUp[] = [];
  await nearby().ask('good:10', testCall({ lookUps }));
  expect(lookUps).toHaveLength(1);
});

it('asks the model when nothing is near enough', async () => {
  const { model, ask } = nearby();
  await ask('good:10');
  await ask('good:20');
  expect(model.asked).toHaveLength(2);
});

it('never takes another tenant’s answer, nor one for other options', async () => {
  const { model, ask } = nearby();
  await ask('good:10', testCall({ tenant: 'one' }));
  await ask('good:10', testCall({ tenant: 'two' }));
  expect(model.asked).toHaveLength(2);
});

it('asks the model when no embedding comes', async () => {
  const model = scriptedModel();
  const broken: Embed = () => Promise.reject(new Error('no model'));
  const run = near(model.run, owner, {
    index: createNearIndex(10),
    embed: broken,
    threshold: 0.9,
    minConfidence: 0.9,
    ttlMs: 1_000,
  });
  expect(await run(['a'], {}, testCall())).toHaveLength(1);
  expect(model.asked).toHaveLength(1);
});

it.each([0.5, undefined])('does not let an answer of confidence %s serve for other texts', async (confidence) => {
  const { model, ask } = nearby(scriptedModel({ confidence }));
  await ask('good:10');
  await ask('good:11');
  expect(model.asked).toHaveLength(2);
});

it('keeps no more than its bound', async () => {
  const index = createNearIndex(50);
  const answer = { value: { label: 'POSITIVE' as const, scores: [] }, model: owner.model };
  for (let text = 0; text < 500; text++)
    index.add(`group ${text % 7}`, { vector: Float32Array.of(1, 0), signature: '', answer, storedAt: 0 });
  expect(index.size()).toBeLessThanOrEqual(50);
});

describe('however near, the answer is not taken when', () => {
  it.each([
    ['a number differs', 'I paid 20 euros for it', 'I paid 200 euros for it'],
    ['a date differs', 'It broke on 2026-01-02', 'It broke on 2026-01-03'],
    ['one is negated', 'I would buy it again', 'I would not buy it again'],
    ['one is negated by contraction', 'I do like it', "I don't like it"],
    ['a name differs', 'We flew with Alpha to Rome', 'We flew with Beta to Rome'],
  ])('%s', (_, one, two) => {
    expect(signatureOf(one)).not.toBe(signatureOf(two));
  });

  it('but case and order of other words do not matter', () => {
    expect(signatureOf('The room was clean')).toBe(signatureOf('the room was very clean'));
  });
});
