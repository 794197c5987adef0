import { expect, it, vi } from 'vitest';
import { openCacheRoom } from '../../../src/cache/open-room.ts';
import { purge } from '../../../src/cache/purge.ts';
import { createStore, type KeyValueStore } from '../../../src/cache/store.ts';
import { cache } from '../../../src/layers/cache.ts';
import { scriptedModel, testCall } from '../../support/models.ts';

const owner = { task: 'sentiment', model: { id: 'scripted', version: '1', backend: 'local' } } as const;
const freshness = { ttlMs: 60_000, staleWhileRevalidateMs: 0, staleIfErrorMs: 0 };

function mapStore(values = new Map<string, unknown>()): KeyValueStore & { values: Map<string, unknown> } {
  return {
    values,
    getMany: async (keys) => keys.map((key) => values.get(key)),
    set: async (key, value) => values.set(key, JSON.parse(JSON.stringify(value))),
    delete: async (key) => values.delete(key),
    async *iterator() {
      yield* values;
    },
  };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
const runWith = (store: KeyValueStore, model = scriptedModel()) => {
  const room = openCacheRoom({ maxBytes: 1_000_000, flightMs: 5_000 }, store);
  return { room, model, run: cache(model.run, owner, room, freshness, 'tenant') };
};

it('starts warm from what another process stored', async () => {
  const store = mapStore();
  await runWith(store).run(['a', 'b'], {}, testCall());
  await settled();
  const second = runWith(store);
  const outcomes = await second.run(['a', 'b', 'c'], {}, testCall());
  expect(outcomes.map(({ cache: { status, level } }) => [status, level])).toEqual([
    ['HIT', 'STORE'],
    ['HIT', 'STORE'],
    ['MISS', undefined],
  ]);
  expect(second.model.asked).toEqual([['c']]);
});

const whole = {
  format: 3,
  storedAt: Date.now(),
  answer: { value: { label: 'POSITIVE', scores: [] }, model: owner.model },
};
const withAnswer = (changes: object) => ({ ...whole, answer: { ...whole.answer, ...changes } });

it('takes an entry of its own form for an answer', async () => {
  const store = mapStore();
  await runWith(store).run(['a'], {}, testCall());
  await settled();
  for (const key of store.values.keys()) store.values.set(key, { ...whole, more: 1 });
  expect((await runWith(store).run(['a'], {}, testCall()))[0]?.cache.status).toBe('HIT');
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
  ['an entry from the future', { ...whole, storedAt: Date.now() + 3_600_000 }],
])('takes %s for a miss, counts it, and writes over it', async (_, rubbish) => {
  const store = mapStore();
  await runWith(store).run(['a'], {}, testCall());
  await settled();
  for (const key of store.values.keys()) store.values.set(key, rubbish);
  const { run, room } = runWith(store);
  expect((await run(['a'], {}, testCall()))[0]?.cache.status).toBe('MISS');
  expect(room.counters.unreadable).toBe(1);
  await settled();
  expect([...store.values.values()][0]).toMatchObject({ format: 3 });
});

it('goes on at once without a store that is silent, and leaves it alone after a few tries', async () => {
  let calls = 0;
  const silent: KeyValueStore = {
    getMany: () => {
      calls += 1;
      return new Promise(() => undefined);
    },
    set: () => new Promise(() => undefined),
    delete: async () => undefined,
  };
  const { run, room } = runWith(silent);
  for (let text = 0; text < 20; text++) await run([`text ${text}`], {}, testCall());
  expect(calls).toBeLessThanOrEqual(5);
  expect(room.store?.stats()).toMatchObject({ healthy: false });
});

it('does not fail when every call of the store fails', async () => {
  const refusing: KeyValueStore = {
    getMany: () => Promise.reject(new Error('OOM command not allowed')),
    set: () => Promise.reject(new Error('READONLY')),
    delete: () => Promise.reject(new Error('READONLY')),
  };
  const { run, room } = runWith(refusing);
  expect((await run(['a'], {}, testCall()))[0]?.cache.status).toBe('MISS');
  expect((await run(['a'], {}, testCall()))[0]?.cache.status).toBe('HIT');
  await settled();
  expect(room.store?.stats().failures).toBeGreaterThan(0);
});

it('comes back to a store that recovers, and tells of both once', async () => {
  const healthy = mapStore();
  let broken = true;
  const told: string[] = [];
  const watch = { lost: (problem: string) => told.push(problem), regained: () => told.push('regained') };
  const flaky: KeyValueStore = {
    ...healthy,
    getMany: (keys) => (broken ? Promise.reject(new Error('gone')) : healthy.getMany(keys)),
  };
  const store = createStore(flaky, 50, watch);
  for (let call = 0; call < 6; call++) await store.get(['a']);
  expect(store.stats().healthy).toBe(false);
  broken = false;
  healthy.values.set('a', 1);
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  expect(await store.get(['a'])).toEqual([1]);
  expect(store.stats().healthy).toBe(true);
  expect(told).toEqual(['gone', 'regained']);
});

it('still reads a store that refuses to write', async () => {
  const full = { ...mapStore(), set: () => Promise.reject(new Error('OOM command not allowed')) };
  full.values.set('a', 1);
  const store = createStore(full);
  for (let call = 0; call < 20; call++) await store.set('b', 2, 1_000);
  expect(await store.get(['a'])).toEqual([1]);
  expect(store.stats()).toEqual({ healthy: false, failures: 20 });
});

it('forgets by tenant, task, model and text, in both levels', async () => {
  const store = mapStore();
  const { run, room } = runWith(store);
  await run(['a', 'b', 'c'], {}, testCall({ tenant: 'one' }));
  await run(['a'], {}, testCall({ tenant: 'two' }));
  await settled();
  expect(await purge(room, { tenant: 'one', text: 'b' })).toBe(2);
  expect(await purge(room, { text: 'B' })).toBe(0);
  expect(await purge(room, { tenant: 'one' })).toBe(4);
  expect(await purge(room, { task: 'translate' })).toBe(0);
  expect(await purge(room, { model: 'local/scripted' })).toBe(2);
  expect(store.values.size).toBe(0);
});

it.each(['qwen2.5:7b', '@cf/meta/llama', 'a@b:c@d', 'modèle %2F'])('forgets the answers of a model called %s', async (id) => {
  const room = openCacheRoom({ maxBytes: 1_000_000, flightMs: 5_000 });
  const ask = (named: string) =>
    cache(
      scriptedModel().run,
      { ...owner, model: { ...owner.model, id: named } },
      room,
      freshness,
      'tenant',
    )(['a'], {}, testCall());
  for (const named of [id, `${id}@1`, `${id}2`]) await ask(named);
  expect(await purge(room, { model: `local/${id}`, tenant: testCall().tenant })).toBe(1);
  expect((await ask(`${id}@1`))[0]?.cache.status).toBe('HIT');
});

it('keeps nothing that was asked before a purge', async () => {
  const store = mapStore();
  const model = scriptedModel({ answer: () => new Promise((resolve) => setTimeout(resolve, 20, 'POSITIVE')) });
  const { run, room } = runWith(store, model);
  const asked = run(['a'], {}, testCall());
  await settled();
  await purge(room, {});
  await asked;
  await settled();
  expect([room.memory.stats().entries, store.values.size]).toEqual([0, 0]);
});

it('does not put back into memory what a purge of the store is about to forget', async () => {
  const store = mapStore();
  await runWith(store).run(['a'], {}, testCall());
  await settled();
  const looks: Promise<unknown>[] = [];
  const watched: KeyValueStore = {
    ...store,
    async *iterator() {
      looks.push(run(['a'], {}, testCall()));
      await settled();
      yield* store.values;
    },
  };
  const { run, room } = runWith(watched);
  await purge(room, {});
  await Promise.all(looks);
  expect([room.memory.stats().entries, store.values.size]).toEqual([0, 0]);
});

it('looks in the store again for what is past its time in memory', async () => {
  const store = mapStore();
  const stale = { ttlMs: 1_000, staleWhileRevalidateMs: 600_000, staleIfErrorMs: 0 };
  const processes = [0, 1].map(() => {
    const room = openCacheRoom({ maxBytes: 1_000_000, flightMs: 5_000 }, store);
    const model = scriptedModel();
    return { model, run: cache(model.run, owner, room, stale, 'tenant') };
  });
  const ask = async () => {
    const statuses: unknown[] = [];
    for (const { run } of processes) {
      statuses.push((await run(['a'], {}, testCall()))[0]?.cache.status);
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
  const first = run(['a'], {}, testCall());
  await letGo(); // its look
  const second = run(['a'], {}, testCall());
  const [, late] = [await settled(), held.pop()];
  await letGo(); // the look of the first after its claim
  await first;
  late?.();
  expect((await second)[0]?.cache.status).toBe('HIT');
  expect(model.asked).toHaveLength(1);
});

it.each([
  ['a day and a tenth', { ttlMs: 86_400_000, staleWhileRevalidateMs: 8_640_000, staleIfErrorMs: 0 }, 103_680_001],
  ['no time at all', { ttlMs: 0, staleWhileRevalidateMs: 0, staleIfErrorMs: 0 }, undefined],
])('gives the store whole milliseconds for %s, and never an entry without end', async (_, times, liveMs) => {
  const given: unknown[] = [];
  const store: KeyValueStore = { ...mapStore(), set: async (__, ___, ttlMs) => given.push(ttlMs) };
  const room = openCacheRoom({ maxBytes: 1_000_000, flightMs: 5_000 }, store);
  await cache(scriptedModel().run, owner, room, times, 'tenant')(['a'], {}, testCall());
  await settled();
  expect(given).toEqual(liveMs === undefined ? [] : [liveMs]);
  expect(room.memory.stats().entries).toBe(given.length);
});
