import { afterEach, expect, it, vi } from 'vitest';
import { createSeal } from '../../../src/cache/seal.ts';
import { createStore, type KeyValueStore } from '../../../src/cache/store.ts';
import { testCall } from '../../support/models.ts';
import { mapStore, runWith, settled } from '../../support/shared-cache.ts';

const sealed = (key: string, value: unknown) => createSeal().close(key, value);

/** A deletion that deletes one entry in each of these steps. */
const stepsOf = (...steps: (() => Promise<unknown>)[]): KeyValueStore['deleteWhere'] =>
  async function* () {
    for (const step of steps) {
      await step();
      yield 1;
    }
  };

afterEach(() => {
  vi.useRealTimers();
});

it('goes on at once without a store that is silent, and leaves it alone after a few tries', async () => {
  let calls = 0;
  const silent: KeyValueStore = {
    getMany: () => {
      calls += 1;
      return new Promise(() => undefined);
    },
    set: () => new Promise(() => undefined),
    deleteWhere: stepsOf(() => new Promise(() => undefined)),
  };
  const { run, room } = runWith(silent);
  for (let text = 0; text < 20; text++) await run({ texts: [`text ${text}`], options: {} }, testCall());
  expect(calls).toBeLessThanOrEqual(5);
  expect(room.store?.stats()).toMatchObject({ healthy: false });
});

it('does not fail when every call of the store fails', async () => {
  const refusing: KeyValueStore = {
    getMany: () => Promise.reject(new Error('OOM command not allowed')),
    set: () => Promise.reject(new Error('READONLY')),
    deleteWhere: stepsOf(() => Promise.reject(new Error('READONLY'))),
  };
  const { run, room } = runWith(refusing);
  expect((await run({ texts: ['a'], options: {} }, testCall()))[0]?.cache.status).toBe('MISS');
  expect((await run({ texts: ['a'], options: {} }, testCall()))[0]?.cache.status).toBe('HIT');
  await settled();
  expect(room.store?.stats().failures).toBeGreaterThan(0);
});

it('comes back to a store that recovers, and tells of both once', async () => {
  const healthy = mapStore();
  let broken = true;
  const told: string[] = [];
  const watch = {
    lost: (problem: string) => told.push(problem),
    regained: () => told.push('regained'),
    limited: () => told.push('limited'),
  };
  const flaky: KeyValueStore = {
    ...healthy,
    getMany: (keys) => (broken ? Promise.reject(new Error('gone')) : healthy.getMany(keys)),
  };
  const store = createStore(flaky, { watch });
  for (let call = 0; call < 6; call++) await store.get(['a']);
  expect(store.stats().healthy).toBe(false);
  broken = false;
  healthy.values.set('a', sealed('a', 1));
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  expect(await store.get(['a'])).toEqual([1]);
  expect(store.stats().healthy).toBe(true);
  expect(told).toEqual(['gone', 'regained']);
});

it('still reads a store that refuses to write', async () => {
  const full = { ...mapStore(), set: () => Promise.reject(new Error('OOM command not allowed')) };
  full.values.set('a', sealed('a', 1));
  const store = createStore(full);
  for (let call = 0; call < 20; call++) await store.set('b', 2, 1_000);
  expect(await store.get(['a'])).toEqual([1]);
  expect(store.stats()).toEqual({ healthy: false, failures: 20 });
});

it('keeps nothing for ever, and times in whole milliseconds', async () => {
  const times: number[] = [];
  const store = createStore({ ...mapStore(), set: async (_, __, ttlMs) => times.push(ttlMs) });
  for (const ttlMs of [0, -1, Number.NaN, 0.2, 1_500.5]) await store.set('a', 1, ttlMs);
  expect(times).toEqual([1, 1_501]);
  expect(store.stats().failures).toBe(0);
});

it('ends a deletion that does not get on, counts that, and says what is left', async () => {
  vi.useFakeTimers();
  let stepsAfter = 0;
  let release = () => {};
  const frozen = () => new Promise<void>((resolve) => (release = resolve));
  const gone = async () => undefined;
  const store = createStore({ ...mapStore(), deleteWhere: stepsOf(gone, gone, frozen, async () => (stepsAfter += 1)) });
  const deletion = store.delete({}).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await deletion).toMatchObject({ code: 'STORE_UNAVAILABLE', message: expect.stringMatching(/after 2 .*left.*again/) });
  expect(store.stats().failures).toBe(1);
  release();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(stepsAfter).toBe(0);
});

it('does not end a long deletion that gets on', async () => {
  vi.useFakeTimers();
  const slow = () => new Promise((resolve) => setTimeout(resolve, 2_000));
  const store = createStore({ ...mapStore(), deleteWhere: stepsOf(...Array.from({ length: 100 }, () => slow)) });
  const deletion = store.delete({});
  await vi.advanceTimersByTimeAsync(200_000);
  expect(await deletion).toBe(100);
});

it('says so when a deletion fails', async () => {
  const store = createStore({ ...mapStore(), deleteWhere: stepsOf(() => Promise.reject(new Error('connection refused'))) });
  await expect(store.delete({})).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    message: expect.not.stringContaining('refused'),
    cause: { message: 'connection refused' },
  });
  expect(store.stats().failures).toBe(1);
});

it('is closed soon although the store does not answer', async () => {
  vi.useFakeTimers();
  const store = createStore({ ...mapStore(), disconnect: () => new Promise(() => undefined) });
  const closing = store.close();
  await vi.advanceTimersByTimeAsync(60_000);
  await closing;
});
