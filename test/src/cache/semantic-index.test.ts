import { describe, expect, it } from 'vitest';
import { createSemanticIndex } from '../../../src/cache/semantic-index.ts';
import type { Answer } from '../../../src/model.ts';

const model = { id: 'scripted', version: '1', backend: 'local' };
const positive: Answer<'sentiment'> = { value: { label: 'POSITIVE', scores: [] }, model };
const isFresh = () => true;

/** A text at an angle of the circle, in degrees. */
function at(degrees: number, { signature = '', answer = positive as Answer<'sentiment' | 'classify'>, storedAt = 0 } = {}) {
  const angle = (degrees * Math.PI) / 180;
  return { vector: Float32Array.of(Math.cos(angle), Math.sin(angle)), signature, answer, storedAt };
}

describe('keeps no more than its bound', () => {
  it.each([1, 7, 200])('in %i groups', (groups) => {
    const index = createSemanticIndex(50);
    for (let text = 0; text < 500; text++) index.add(`group ${text % groups}`, at(text / 10));
    expect(index.size()).toBeLessThanOrEqual(50);
    expect(index.size()).toBeGreaterThan(0);
  });

  it('of a thousand in one group', () => {
    const index = createSemanticIndex(20_000);
    for (let text = 0; text < 1_100; text++) index.add('group', at(text / 10));
    expect(index.size()).toBe(1_000);
  });

  it('the newest ones', () => {
    const index = createSemanticIndex(2);
    for (const degrees of [10, 40, 70]) index.add('group', at(degrees));
    const found = [10, 40, 70].map((degrees) => index.find('group', at(degrees), 0.99, isFresh) !== undefined);
    expect(found).toEqual([false, true, true]);
  });

  it('in bytes: an answer with many labels counts as several', () => {
    const scores = Array.from({ length: 150 }, (_, place) => ({ label: `a label of some length ${place}`, score: 0.123456789 }));
    const large: Answer<'classify'> = { value: { label: 'one', labels: ['one'], scores }, model };
    const index = createSemanticIndex(50);
    for (let text = 0; text < 50; text++) index.add('group', at(text, { answer: large }));
    const most = (50 * 3_500) / (2 * JSON.stringify(large).length);
    expect(index.size()).toBeLessThanOrEqual(most);
    expect(index.size()).toBeGreaterThan(most / 2);
  });

  it('and nothing that is larger than all of it', () => {
    const label = 'long'.repeat(10_000);
    const index = createSemanticIndex(1);
    index.add('group', at(10, { answer: { value: { label, labels: [label], scores: [] }, model } }));
    expect(index.size()).toBe(0);
  });
});

it('finds the nearest of those that are fresh and of equal signature', () => {
  const index = createSemanticIndex(10);
  index.add('group', at(10, { storedAt: 1 }));
  index.add('group', at(11, { signature: 'other', storedAt: 2 }));
  index.add('group', at(13, { storedAt: 3 }));
  index.add('other group', at(12, { storedAt: 4 }));
  const nearest = (mayServe = isFresh as (storedAt: number) => boolean) =>
    index.find('group', at(11.1), 0.99, mayServe)?.neighbor.storedAt;
  expect(nearest()).toBe(1);
  expect(nearest((storedAt) => storedAt > 1)).toBe(3);
});

it('keeps one answer to the same text: the newer one', () => {
  const index = createSemanticIndex(10);
  for (const storedAt of [1, 2, 3]) index.add('group', at(10, { storedAt }));
  index.add('group', at(10, { signature: 'other' }));
  expect(index.size()).toBe(2);
  expect(index.find('group', at(10), 0.99, isFresh)?.neighbor.storedAt).toBe(3);
});

it('takes a text that is added again for the newest, and for one', () => {
  const index = createSemanticIndex(2);
  for (const degrees of [10, 40, 10, 10, 10, 70]) index.add('group', at(degrees));
  const found = [10, 40, 70].map((degrees) => index.find('group', at(degrees), 0.99, isFresh) !== undefined);
  expect(found).toEqual([true, false, true]);
});

it('takes a vector that is not a number for near to nothing', () => {
  const index = createSemanticIndex(10);
  index.add('group', { ...at(10), vector: Float32Array.of(Number.NaN, 0) });
  expect(index.find('group', at(10), 0.9, isFresh)).toBeUndefined();
});

it('forgets the answer to one text', () => {
  const index = createSemanticIndex(10);
  for (const degrees of [10, 40]) index.add('group', at(degrees));
  index.forget('group', at(10));
  index.forget('no such group', at(10));
  expect(index.find('group', at(10), 0.99, isFresh)).toBeUndefined();
  expect(index.size()).toBe(1);
});

it('forgets the groups that are meant, and says how many vectors they held', () => {
  const index = createSemanticIndex(100);
  for (const group of ['a:1', 'a:2', 'b:1']) for (const degrees of [10, 40, 70]) index.add(group, at(degrees));
  expect(index.delete((group) => group.startsWith('a:'))).toBe(6);
  expect(index.size()).toBe(3);
  expect(index.delete(() => true)).toBe(3);
});
