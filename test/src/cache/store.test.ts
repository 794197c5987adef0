import { expect, it } from 'vitest';
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

it.each([
  ['garbage', 'not an entry'],
  ['a number', 7],
  ['a list', [1, 2]],
  ['another format', { format: 0, storedAt: Date.now(), answer: { value: {}, model: owner.model } }],
  ['a cut entry', { format: 2, storedAt: Date.now(), answer: { value: { label: 'POSITIVE' } } }],
  [
    'the answer of another version',
    { format: 2, storedAt: Date.now(), answer: { value: {}, model: { ...owner.model, version: '0' } } },
  ],
  ['an entry from the future', { format: 2, storedAt: Date.now() + 3_600_000, answer: { value: {}, model: owner.model } }],
])('takes %s for a miss, counts it, and writes over it', async (_, rubbish) => {
  const store = mapStore();
  await runWith(store).run(['a'], {}, testCall());
  await settled();
  for (const key of store.values.keys()) store.values.set(key, rubbish);
  const { run, room } = runWith(store);
  expect((await run(['a'], {}, testCall()))[0]?.cache.status).toBe('MISS');
  expect(room.counters.unreadable).toBe(1);
  await settled();
  expect([...store.values.values()][0]).toMatchObject({ format: 2 });
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

it('forgets by tenant, task and model, in both levels', async () => {
  const store = mapStore();
  const { run, room } = runWith(store);
  await run(['a', 'b'], {}, testCall({ tenant: 'one' }));
  await run(['a'], {}, testCall({ tenant: 'two' }));
  await settled();
  expect(await purge(room, { tenant: 'one' })).toBe(4);
  expect(await purge(room, { task: 'translate' })).toBe(0);
  expect(await purge(room, { model: 'local/scripted' })).toBe(2);
  expect(store.values.size).toBe(0);
});
