import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCacheRoom } from '../../../src/cache/open-room.ts';
import { openStore } from '../../../src/cache/open-store.ts';
import { cache } from '../../../src/layers/cache.ts';
import { isAnswered } from '../../../src/model.ts';
import { scriptedModel, testCall } from '../../support/models.ts';
import { redisMissing, startRedis, type TestRedis } from '../../support/redis.ts';

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
  async function process(model = scriptedModel()) {
    const room = openCacheRoom({ maxBytes: 1_000_000, flightMs: 5_000 }, await openStore(redis.url));
    open.push(async () => room.store?.close());
    return { room, model, run: cache(model.run, owner, room, freshness, 'tenant') };
  }

  /** The longest any of the calls took, in milliseconds. */
  async function slowest(run: Awaited<ReturnType<typeof process>>['run'], calls: number): Promise<number> {
    let most = 0;
    for (let call = 0; call < calls; call++) {
      const started = performance.now();
      const outcomes = await run([`text ${Math.random()}`], {}, testCall());
      expect(outcomes.every(isAnswered)).toBe(true);
      most = Math.max(most, performance.now() - started);
    }
    return most;
  }

  it('shares answers between processes, and forgets them together', async () => {
    const [one, two] = [await process(), await process()];
    await one.run(['a', 'b'], {}, testCall());
    await pause(20);
    const outcomes = await two.run(['a', 'b'], {}, testCall());
    expect(outcomes.map(({ cache: { level } }) => level)).toEqual(['STORE', 'STORE']);
    expect(two.model.asked).toEqual([]);
    expect(await one.room.store?.delete((key) => key.startsWith('sentiment:'))).toBe(2);
    const three = await process();
    expect((await three.run(['a'], {}, testCall()))[0]?.cache.status).toBe('MISS');
  });

  it('makes one call of equal questions in two processes', async () => {
    const slow = () => scriptedModel({ answer: () => pause(150).then(() => 'POSITIVE' as const) });
    const [one, two] = [await process(slow()), await process(slow())];
    const asked = [one, two].flatMap(({ run }) => Array.from({ length: 25 }, () => run(['same'], {}, testCall())));
    const outcomes = (await Promise.all(asked)).flat();
    expect(outcomes.filter(isAnswered)).toHaveLength(50);
    expect(one.model.asked.length + two.model.asked.length).toBe(1);
  });

  it('takes over when the process that asked fails', async () => {
    const failing = scriptedModel({ answer: () => pause(50).then(() => Promise.reject(new Error('died'))) });
    const [one, two] = [await process(failing), await process()];
    const first = one.run(['same'], {}, testCall()).catch(() => undefined);
    await pause(10);
    const [outcome] = await two.run(['same'], {}, testCall());
    await first;
    expect(outcome && isAnswered(outcome)).toBe(true);
    expect(two.model.asked).toEqual([['same']]);
  });

  it('costs nobody more than its limit when it freezes, dies and comes back by itself', async () => {
    const { run, room } = await process();
    await run(['warm'], {}, testCall());
    redis.signal('SIGSTOP');
    expect(await slowest(run, 12)).toBeLessThan(250);
    expect(await slowest(run, 10)).toBeLessThan(50);
    redis.signal('SIGCONT');
    redis.signal('SIGKILL');
    expect(await slowest(run, 10)).toBeLessThan(250);
    await redis.restart();
    for (let tries = 0; tries < 60 && !room.store?.stats().healthy; tries++) {
      await pause(100);
      await run([`again ${tries}`], {}, testCall());
    }
    expect(room.store?.stats().healthy).toBe(true);
    await run(['after'], {}, testCall());
    await pause(50);
    expect((await (await process()).run(['after'], {}, testCall()))[0]?.cache.level).toBe('STORE');
  });

  it('is done without when nothing listens at the start', async () => {
    redis.signal('SIGKILL');
    await pause(50);
    const { run } = await process();
    expect(await slowest(run, 10)).toBeLessThan(250);
  });
});

describe.skipIf(missing)('a Redis that refuses to write', () => {
  it.each([
    ['is full', ['--maxmemory', '1', '--maxmemory-policy', 'noeviction']],
    ['wants a password', ['--requirepass', 'other']],
  ])('because it %s costs no answer, and is counted', async (_, settings) => {
    const redis = await startRedis(...settings);
    const room = openCacheRoom({ maxBytes: 1_000_000, flightMs: 5_000 }, await openStore(redis.url));
    const model = scriptedModel();
    const run = cache(model.run, owner, room, freshness, 'tenant');
    expect((await run(['a'], {}, testCall())).every(isAnswered)).toBe(true);
    expect((await run(['a'], {}, testCall()))[0]?.cache).toMatchObject({ status: 'HIT', level: 'MEMORY' });
    await pause(100);
    expect(room.store?.stats().failures).toBeGreaterThan(0);
    await room.store?.close().catch(() => undefined);
    await redis.stop();
  });
});
