import { expect, it, vi } from 'vitest';
import { openCache } from '../../../src/cache/open-cache.ts';
import { createSeal } from '../../../src/cache/seal.ts';
import type { KeyValueStore } from '../../../src/cache/store.ts';
import { cache } from '../../../src/layers/cache.ts';
import { scriptedModel, testCall } from '../../support/models.ts';
import { freshness, mapStore, owner, runWith, settled } from '../../support/shared-cache.ts';

it('starts warm from what another process stored', async () => {
  const store = mapStore();
  await runWith(store).run({ texts: ['a', 'b'], options: {} }, testCall());
  await settled();
  const second = runWith(store);
  const outcomes = await second.run({ texts: ['a', 'b', 'c'], options: {} }, testCall());
  expect(outcomes.map(({ cache: { status, level } }) => [status, level])).toEqual([
    ['HIT', 'STORE'],
    ['HIT', 'STORE'],
    ['MISS', undefined],
  ]);
  expect(second.model.asked).toEqual([['c']]);
});

const seal = createSeal();
const whole = {
  format: 4,
  storedAt: Date.now(),
  answer: { value: { label: 'POSITIVE', scores: [] }, model: owner.model },
};
const usage = { inputTokens: 1, outputTokens: 1, estimated: false };
const withAnswer = (changes: object) => ({ ...whole, answer: { ...whole.answer, ...changes } });

it('takes an entry of its own form for an answer', async () => {
  const store = mapStore();
  await runWith(store).run({ texts: ['a'], options: {} }, testCall());
  await settled();
  for (const key of store.values.keys()) store.values.set(key, seal.close(key, { ...whole, more: 1 }));
  expect((await runWith(store).run({ texts: ['a'], options: {} }, testCall()))[0]?.cache.status).toBe('HIT');
});

it.each([
  ['garbage', 'not an entry'],
  ['a number', 7],
  ['a list', [1, 2]],
  ['another format', { ...whole, format: 0 }],
  ['a cut entry', { ...whole, answer: { value: whole.answer.value } }],
  ['an answer without its value', withAnswer({ value: {} })],
  ['the answer to another task', withAnswer({ value: { text: 'Olá', source: 'en', target: 'pt' } })],
  ['the answer of another version', withAnswer({ model: { ...owner.model, version: '0' } })],
  ['a score over 1', withAnswer({ value: { label: 'POSITIVE', scores: [{ label: 'POSITIVE', score: 7 }] } })],
  [
    'a label with two scores',
    withAnswer({ value: { label: 'POSITIVE', scores: [0.6, 0.4].map((score) => ({ label: 'POSITIVE', score })) } }),
  ],
  ['a score that is no number', withAnswer({ value: { label: 'POSITIVE', scores: [{ label: 'POSITIVE', score: '1' }] } })],
  ['a confidence under 0', withAnswer({ confidence: -0.1 })],
  ['a count under 0', withAnswer({ usage: { ...usage, inputTokens: -5 } })],
  ['a count that is not whole', withAnswer({ usage: { ...usage, outputTokens: 1.5 } })],
  ['a count that no caller could be given', withAnswer({ usage: { ...usage, outputTokens: 3_000_000_000 } })],
  ['a cost under 0', withAnswer({ usage: { ...usage, costUsd: -1 } })],
  ['a time that is not whole', { ...whole, storedAt: 0.5 }],
  ['an entry from the future', { ...whole, storedAt: Date.now() + 3_600_000 }],
])('takes %s for a miss, counts it, and writes over it', async (_, rubbish) => {
  const store = mapStore();
  await runWith(store).run({ texts: ['a'], options: {} }, testCall());
  await settled();
  for (const key of store.values.keys()) store.values.set(key, seal.close(key, rubbish));
  const { run, room } = runWith(store);
  expect((await run({ texts: ['a'], options: {} }, testCall()))[0]?.cache.status).toBe('MISS');
  expect(room.counters.unreadable).toBe(1);
  await settled();
  const [[key = '', stored] = []] = store.values;
  expect(seal.open(key, stored)).toMatchObject({ format: 4 });
});

it('looks in the store again for what is past its time in memory', async () => {
  const store = mapStore();
  const stale = { ttlMs: 1_000, staleWhileRevalidateMs: 600_000, staleIfErrorMs: 0 };
  const processes = [0, 1].map(() => {
    const room = openCache({ maxBytes: 1_000_000, flightMs: 5_000 }, store);
    const model = scriptedModel();
    return { model, run: cache(model.run, owner, room, stale, 'tenant') };
  });
  const ask = async () => {
    const statuses: unknown[] = [];
    for (const { run } of processes) {
      statuses.push((await run({ texts: ['a'], options: {} }, testCall()))[0]?.cache.status);
      await settled();
    }
    return statuses;
  };
  expect(await ask()).toEqual(['MISS', 'HIT']);
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime(Date.now() + 5_000);
  expect(await ask()).toEqual(['STALE', 'HIT']);
  vi.useRealTimers();
  expect(processes.map(({ model }) => model.asked.length)).toEqual([2, 0]);
});

it('does not ask again for what came while the store was asked', async () => {
  const store = mapStore();
  const held: (() => void)[] = [];
  const slow: KeyValueStore = {
    ...store,
    getMany: (keys) => new Promise((resolve) => held.push(() => resolve(keys.map(() => undefined)))),
    set: () => new Promise(() => undefined),
  };
  const { run, model } = runWith(slow);
  const letGo = async () => {
    for (const go of held.splice(0)) go();
    await settled();
  };
  const first = run({ texts: ['a'], options: {} }, testCall());
  await letGo(); // its look
  const second = run({ texts: ['a'], options: {} }, testCall());
  const [, late] = [await settled(), held.pop()];
  await letGo(); // the look of the first after its claim
  await first;
  late?.();
  expect((await second)[0]?.cache.status).toBe('HIT');
  expect(model.asked).toHaveLength(1);
});

it('asks for itself after half of its time where another has claimed a text and never answers', async () => {
  const claimed: KeyValueStore = { ...mapStore(), claim: async () => false, unclaim: async () => undefined };
  const room = openCache({ maxBytes: 1_000_000, flightMs: 200 }, claimed);
  const model = scriptedModel();
  const run = cache(model.run, owner, room, freshness, 'tenant');
  const [outcome] = await run({ texts: ['a'], options: {} }, testCall({ deadlineAt: performance.now() + 1_000 }));
  expect(outcome?.cache.status).toBe('MISS');
  expect(model.asked).toEqual([['a']]);
});

it.each([
  ['a day and a tenth', { ttlMs: 86_400_000, staleWhileRevalidateMs: 8_640_000, staleIfErrorMs: 0 }, 103_680_001],
  ['no time at all', { ttlMs: 0, staleWhileRevalidateMs: 0, staleIfErrorMs: 0 }, undefined],
])('gives the store whole milliseconds for %s, and never an entry without end', async (_, times, liveMs) => {
  const given: unknown[] = [];
  const store: KeyValueStore = { ...mapStore(), set: async (__, ___, ttlMs) => given.push(ttlMs) };
  const room = openCache({ maxBytes: 1_000_000, flightMs: 5_000 }, store);
  await cache(scriptedModel().run, owner, room, times, 'tenant')({ texts: ['a'], options: {} }, testCall());
  await settled();
  expect(given).toEqual(liveMs === undefined ? [] : [liveMs]);
  expect(room.memory.stats().entries).toBe(given.length);
});

it('takes no entry for an answer that was made without the secret, or put back for another text', async () => {
  const store = mapStore();
  const secret = 'a secret that only gateways know';
  const open = () => {
    const room = openCache({ maxBytes: 1_000_000, flightMs: 5_000 }, store, { secret });
    const model = scriptedModel();
    return { model, room, run: cache(model.run, owner, room, freshness, 'tenant') };
  };
  await open().run({ texts: ['a', 'b'], options: {} }, testCall());
  await settled();
  expect((await open().run({ texts: ['a', 'b'], options: {} }, testCall())).map((outcome) => outcome.cache.level)).toEqual([
    'STORE',
    'STORE',
  ]);
  const [[first = '', ofFirst] = [], [second = '', ofSecond] = []] = [...store.values];
  store.values.set(first, ofSecond).set(second, ofFirst);
  const swapped = open();
  expect((await swapped.run({ texts: ['a', 'b'], options: {} }, testCall())).map((outcome) => outcome.cache.status)).toEqual([
    'MISS',
    'MISS',
  ]);
  expect(swapped.room.counters.unreadable).toBe(2);
  await settled();
  for (const key of store.values.keys()) store.values.set(key, seal.close(key, whole));
  expect((await open().run({ texts: ['a', 'b'], options: {} }, testCall())).map((outcome) => outcome.cache.status)).toEqual([
    'MISS',
    'MISS',
  ]);
  await settled();
  expect(await open().room.store?.delete({ text: 'a' })).toBe(1);
  expect(await open().room.store?.delete({})).toBe(1);
});
