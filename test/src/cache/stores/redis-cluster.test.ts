import { createClient } from '@redis/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { redisMissing, startRedis, type TestRedis } from '../../../support/redis.ts';
import { keptOf, manyKeys, openTold } from '../../../support/told-store.ts';

const missing = redisMissing();
if (missing) console.warn(`skipped: a Redis Cluster (${missing})`);

const IN_CLUSTER = ['--cluster-enabled', 'yes', '--cluster-require-full-coverage', 'no'];

async function command(redis: TestRedis, ...words: string[]): Promise<unknown> {
  const client = await createClient({ url: redis.url }).connect();
  const reply = await client.sendCommand(words);
  await client.close();
  return reply;
}

const info = async (redis: TestRedis) => String(await command(redis, 'CLUSTER', 'INFO'));

describe.skipIf(missing)('one node of a Redis Cluster', () => {
  let [one, two]: TestRedis[] = [];
  beforeAll(async () => {
    [one, two] = [await startRedis(...IN_CLUSTER), await startRedis(...IN_CLUSTER)];
    await command(one, 'CLUSTER', 'ADDSLOTSRANGE', '0', '700');
    await command(two, 'CLUSTER', 'ADDSLOTSRANGE', '701', '16383');
    await command(one, 'CLUSTER', 'MEET', '127.0.0.1', new URL(two.url).port);
    for (const node of [one, two])
      await vi.waitFor(async () => expect(await info(node)).toMatch(/state:ok[^]*slots_ok:16384/), { timeout: 30_000 });
  }, 90_000);
  afterAll(async () => {
    await Promise.all([one?.stop(), two?.stop()]);
  });

  it('leads to all of them: every answer is kept, and all are forgotten together', async () => {
    const url = one?.url ?? '';
    const opened = await openTold(url);
    const keys = manyKeys(60);
    expect(await keptOf(url, opened, keys)).toBe(60);
    expect(Number(await command(one as TestRedis, 'DBSIZE'))).toBeLessThan(60);
    expect((await opened.store.get(keys)).filter(Boolean)).toHaveLength(60);
    expect(opened.told).toEqual([]);
    const fresh = await openTold(url);
    expect(await fresh.store.delete({})).toBe(60);
    expect(await command(one as TestRedis, 'DBSIZE')).toBe(0);
    expect(await command(two as TestRedis, 'DBSIZE')).toBe(0);
    await Promise.all([opened.store.close(), fresh.store.close()]);
  });

  it('is enough of a right for a user that may only GET and SET', async () => {
    for (const node of [one, two])
      await command(node as TestRedis, 'ACL', 'SETUSER', 'small', 'reset', 'on', '>word', '~lingraph*', '+get', '+set');
    const url = one?.url.replace('//', '//small:word@') ?? '';
    const opened = await openTold(url);
    expect(await keptOf(url, opened, manyKeys(60))).toBe(60);
    await expect(opened.store.delete({})).rejects.toMatchObject({ message: expect.stringMatching(/may not run CLUSTER/) });
    await opened.store.close();
  });

  it('says in one line that some slots belong to nobody, and keeps what has a place', async () => {
    for (const node of [two, one]) await command(node as TestRedis, 'CLUSTER', 'DELSLOTSRANGE', '701', '9000');
    const url = one?.url ?? '';
    const opened = await openTold(url);
    const kept = await keptOf(url, opened, manyKeys(60));
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(60);
    expect(opened.told.length).toBeLessThanOrEqual(3);
    expect(opened.told[0] ?? '').toMatch(/^(lost: The Redis Cluster does not serve|$)/);
    await opened.store.close();
  });
});
