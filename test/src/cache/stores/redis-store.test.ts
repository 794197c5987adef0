import { createClient } from '@redis/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openCache } from '../../../../src/cache/open-cache.ts';
import { openStore } from '../../../../src/cache/stores/open-store.ts';
import { cache } from '../../../../src/layers/cache.ts';
import { isAnswered, type LookUp } from '../../../../src/model.ts';
import { scriptedModel, testCall } from '../../../support/models.ts';
import { redisMissing, startRedis, type TestRedis } from '../../../support/redis.ts';

const missing = redisMissing();
if (missing) console.warn(`skipped: the shared cache on a real Redis (${missing})`);

const owner = { task: 'sentiment', model: { id: 'scripted', version: '1', backend: 'local' } } as const;
const freshness = { ttlMs: 60_000, staleWhileRevalidateMs: 0, staleIfErrorMs: 0 };
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.skipIf(missing)('a store on Redis', () => {
  let redis: TestRedis;
  const open: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    redis = await startRedis();
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((close) => close().catch(() => undefined)));
    await redis.stop();
  });

  /** A gateway process as far as the cache is concerned: memory, flights and connection of its own. */
  async function process(model = scriptedModel(), storeTimeoutMs = 50) {
    const store = await openStore(redis.url);
    let asked = 0;
    const counted = {
      ...store,
      getMany: (keys: string[]) => {
        asked += 1;
        return store.getMany(keys);
      },
    };
    const room = openCache({ maxBytes: 1_000_000, flightMs: 5_000 }, counted, { timeoutMs: storeTimeoutMs });
    open.push(async () => room.store?.close());
    return { room, model, run: cache(model.run, owner, room, freshness, 'tenant'), asked: () => asked };
  }

  /** A process asks its model once it has claimed the keys. */
  const claimed = ({ model }: Awaited<ReturnType<typeof process>>) =>
    vi.waitFor(() => expect(model.asked).toHaveLength(1), { timeout: 30_000, interval: 1 });

  /** Asks for new texts, one after the other: all are answered. Gives how often the store was asked meanwhile. */
  async function storeCalls({ run, asked }: Awaited<ReturnType<typeof process>>, requests: number): Promise<number> {
    const before = asked();
    for (let request = 0; request < requests; request++) {
      const outcomes = await run([`text ${Math.random()}`], {}, testCall());
      expect(outcomes.every(isAnswered)).toBe(true);
    }
    return asked() - before;
  }

  it('shares answers between processes, and forgets them together', async () => {
    const [one, two] = [await process(undefined, 2_000), await process(undefined, 2_000)];
    await one.run(['a', 'b'], {}, testCall());
    await pause(20);
    const outcomes = await two.run(['a', 'b'], {}, testCall());
    expect(outcomes.map(({ cache: { level } }) => level)).toEqual(['STORE', 'STORE']);
    expect(two.model.asked).toEqual([]);
    expect(await one.room.store?.delete({ task: 'sentiment' })).toBe(2);
    const three = await process(undefined, 2_000);
    expect((await three.run(['a'], {}, testCall()))[0]?.cache.status).toBe('MISS');
  });

  it('reads what is whole beside what is not, and forgets both', async () => {
    const one = await process(undefined, 2_000);
    await one.run(['a', 'b', 'c', ':d'], {}, testCall());
    await pause(20);
    const raw = await createClient({ url: redis.url }).connect();
    const [first = '', second = ''] = await raw.keys('*');
    await raw.set(first, 'not JSON');
    await raw.set(second, '42');
    const two = await process(undefined, 2_000);
    const outcomes = await two.run(['a', 'b', 'c', ':d'], {}, testCall());
    expect(outcomes.map(({ cache: { level, status } }) => level ?? status).sort()).toEqual(['MISS', 'MISS', 'STORE', 'STORE']);
    expect(two.room.counters.unreadable).toBe(2);
    expect(two.room.store?.stats()).toEqual({ healthy: true, failures: 0 });
    await pause(20);
    await raw.set(first, 'not JSON');
    expect(await two.room.store?.delete({})).toBe(4);
    await raw.close();
  });

  it('forgets by keys alone: whatever their values are, and few round trips for many', async () => {
    const { room } = await process(undefined, 2_000);
    for (let entry = 0; entry < 1_200; entry++) await room.store?.set(`k${entry}`, entry, 60_000);
    const client = await createClient({ url: redis.url }).connect();
    const [entryKey = ''] = await client.keys('*:k0');
    await client.lPush(`${entryKey}list`, 'of another type');
    await client.set('of others', 'stays');
    await room.store?.claim(['k1'], 'me', 60_000);
    await client.configResetStat();
    expect(await room.store?.delete({})).toBe(1_201);
    const commands = await client.info('commandstats');
    expect(Number(/cmdstat_scan:calls=(\d+)/.exec(commands)?.[1])).toBeLessThanOrEqual(4);
    expect(commands).not.toMatch(/cmdstat_(mget|del):/);
    expect(Number(/cmdstat_get:calls=(\d+)/.exec(commands)?.[1])).toBeLessThanOrEqual(16);
    expect((await client.keys('*')).sort()).toEqual(['lingraph-lock:k1', 'of others']);
    await client.close();
  });

  it('rejects a deletion when it is dead or frozen, and says what to do', async () => {
    const { room } = await process(undefined, 2_000);
    await room.store?.set('a', 1, 60_000);
    redis.signal('SIGSTOP');
    await expect(room.store?.delete({})).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    redis.signal('SIGKILL');
    await expect(room.store?.delete({})).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(room.store?.stats().failures).toBe(2);
  });

  it('makes one call of equal questions in two processes', async () => {
    const slow = () => scriptedModel({ answer: () => pause(150).then(() => 'POSITIVE' as const) });
    const [one, two] = [await process(slow(), 2_000), await process(slow(), 2_000)];
    const asked = [one, two].flatMap(({ run }) => Array.from({ length: 25 }, () => run(['same'], {}, testCall())));
    const outcomes = (await Promise.all(asked)).flat();
    expect(outcomes.filter(isAnswered)).toHaveLength(50);
    expect(one.model.asked.length + two.model.asked.length).toBe(1);
  });

  it('notes the wait for what another process asked as one search, to its end', async () => {
    let answeredMs = 0;
    const answer = async () => {
      await pause(150);
      answeredMs = performance.now();
      return 'POSITIVE' as const;
    };
    const slow = scriptedModel({ answer });
    const [one, two] = [await process(slow, 2_000), await process(undefined, 2_000)];
    const first = one.run(['same'], {}, testCall());
    await claimed(one);
    const lookUps: LookUp[] = [];
    const [outcome] = await two.run(['same'], {}, testCall({ lookUps }));
    await first;
    expect(outcome?.cache.status).toBe('COALESCED');
    expect(lookUps).toHaveLength(2); // one for a cached answer, one for the answer that is being made
    expect(lookUps[0]?.endedAt).toBeLessThan(answeredMs);
    expect(lookUps[1]?.endedAt).toBeGreaterThan(answeredMs);
  });

  it('asks anew in one process where others wait, and never gives what was there before', async () => {
    let made = 0;
    const counting = () => scriptedModel({ answer: () => pause(100).then(() => (made++ === 0 ? 'NEGATIVE' : 'POSITIVE')) });
    const [one, two] = [await process(counting(), 2_000), await process(counting(), 2_000)];
    await one.run(['a'], {}, testCall());
    await pause(20);
    const anew = () => testCall({ cache: 'REFRESH' });
    const outcomes = (await Promise.all([one.run(['a'], {}, anew()), two.run(['a'], {}, anew())])).flat();
    expect(outcomes.map(({ result }) => result)).toMatchObject(Array(2).fill({ value: { label: 'POSITIVE' } }));
    expect(made).toBe(2);
  });

  it('does not ask for what another process answered while it waited for a list', async () => {
    const slow = scriptedModel({ answer: () => pause(100).then(() => 'POSITIVE' as const) });
    const slower = scriptedModel({ answer: () => pause(400).then(() => 'POSITIVE' as const) });
    const [one, two] = [await process(slow, 2_000), await process(slower, 2_000)];
    const first = one.run(['y'], {}, testCall());
    await claimed(one);
    const outcomes = await two.run(['x', 'y'], {}, testCall());
    await first;
    expect(outcomes.every(isAnswered)).toBe(true);
    expect(two.model.asked).toEqual([['x']]);
  });

  it('takes over when the process that asked fails', async () => {
    const failing = scriptedModel({ answer: () => pause(50).then(() => Promise.reject(new Error('died'))) });
    const [one, two] = [await process(failing, 2_000), await process(undefined, 2_000)];
    const first = one.run(['same'], {}, testCall()).catch(() => undefined);
    await claimed(one);
    const [outcome] = await two.run(['same'], {}, testCall());
    await first;
    expect(outcome && isAnswered(outcome)).toBe(true);
    expect(two.model.asked).toEqual([['same']]);
  });

  it('is left alone when it freezes or dies, every request is answered, and it comes back by itself', async () => {
    const gateway = await process();
    const { run, room } = gateway;
    await run(['warm'], {}, testCall());
    redis.signal('SIGSTOP');
    expect(await storeCalls(gateway, 40)).toBeLessThanOrEqual(20);
    redis.signal('SIGCONT');
    redis.signal('SIGKILL');
    expect(await storeCalls(gateway, 40)).toBeLessThanOrEqual(20);
    await redis.restart();
    for (let tries = 0; tries < 100 && !room.store?.stats().healthy; tries++) {
      await pause(100);
      await run([`again ${tries}`], {}, testCall());
    }
    expect(room.store?.stats().healthy).toBe(true);
    await run(['after'], {}, testCall());
    await pause(300);
    expect((await (await process(undefined, 2_000)).run(['after'], {}, testCall()))[0]?.cache.level).toBe('STORE');
  });

  it('is said to be dead when it is, and each call that failed is counted once', async () => {
    const gateway = await process();
    await storeCalls(gateway, 10);
    redis.signal('SIGKILL');
    await pause(50);
    const store = gateway.room.store;
    const before = store?.stats().failures ?? 0;
    for (let call = 0; call < 10; call++) await store?.get(['a']);
    expect(store?.stats()).toEqual({ healthy: false, failures: before + 10 });
  });

  it('is done without when nothing listens at the start', async () => {
    redis.signal('SIGKILL');
    await pause(50);
    expect(await storeCalls(await process(), 40)).toBeLessThanOrEqual(20);
  });

  it('connects by itself when something listens at last, and keeps what it is given', async () => {
    redis.signal('SIGKILL');
    await pause(50);
    const store = await openStore(redis.url);
    open.push(async () => void (await store.disconnect?.()));
    for (let call = 0; call < 10; call++) {
      await expect(store.getMany(['a'])).rejects.toThrow(/ECONNREFUSED/);
      await pause(50);
    }
    await redis.restart();
    await vi.waitFor(() => store.set('a', '1', 60_000), { timeout: 30_000, interval: 100 });
    expect(await store.getMany(['a'])).toEqual(['1']);
  });
});

describe.skipIf(missing)('a Redis that refuses to write', () => {
  it.each([
    ['is full', ['--maxmemory', '1', '--maxmemory-policy', 'noeviction']],
    ['wants a password', ['--requirepass', 'other']],
  ])('because it %s costs no answer, is counted and said', async (_, settings) => {
    const redis = await startRedis(...settings);
    const room = openCache({ maxBytes: 1_000_000, flightMs: 5_000 }, await openStore(redis.url));
    const model = scriptedModel();
    const run = cache(model.run, owner, room, freshness, 'tenant');
    expect((await run(['a'], {}, testCall())).every(isAnswered)).toBe(true);
    expect((await run(['a'], {}, testCall()))[0]?.cache).toMatchObject({ status: 'HIT', level: 'MEMORY' });
    for (const text of ['b', 'c', 'd', 'e']) await run([text], {}, testCall());
    await vi.waitFor(() => expect(room.store?.stats().healthy).toBe(false), 30_000);
    for (let call = 0; call < 10; call++) await room.store?.set('b', 1, 1_000);
    expect(room.store?.stats().failures).toBeGreaterThanOrEqual(10);
    await room.store?.close().catch(() => undefined);
    await redis.stop();
  });
});
