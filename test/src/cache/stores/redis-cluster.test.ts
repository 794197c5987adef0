import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redisMissing } from '../../../support/redis.ts';
import { redisCommand, startRedisCluster, type TestCluster } from '../../../support/redis-cluster.ts';
import { keptOf, manyKeys, openTold } from '../../../support/told-store.ts';

const missing = redisMissing();
if (missing) console.warn(`skipped: a Redis Cluster (${missing})`);

describe.skipIf(missing)('one node of a Redis Cluster', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startRedisCluster();
  });
  afterAll(() => cluster?.stop());

  it('leads to all of them: every answer is kept, and all are forgotten together', async () => {
    const url = cluster.small.url;
    const opened = await openTold(url);
    const keys = manyKeys(60);
    expect(await keptOf(url, opened, keys)).toBe(60);
    expect(Number(await redisCommand(cluster.small, 'DBSIZE'))).toBeLessThan(60);
    expect((await opened.store.get(keys)).filter(Boolean)).toHaveLength(60);
    expect(opened.told).toEqual([]);
    const fresh = await openTold(url);
    expect(await fresh.store.delete({})).toBe(60);
    expect(await redisCommand(cluster.small, 'DBSIZE')).toBe(0);
    expect(await redisCommand(cluster.large, 'DBSIZE')).toBe(0);
    await Promise.all([opened.store.close(), fresh.store.close()]);
  });

  it('is enough of a right for a user that may only GET and SET', async () => {
    for (const node of [cluster.small, cluster.large])
      await redisCommand(node, 'ACL', 'SETUSER', 'small', 'reset', 'on', '>word', '~lingraph*', '+get', '+set');
    const url = cluster.small.url.replace('//', '//small:word@');
    const opened = await openTold(url);
    expect(await keptOf(url, opened, manyKeys(60))).toBe(60);
    await expect(opened.store.delete({})).rejects.toMatchObject({ message: expect.stringMatching(/may not run CLUSTER/) });
    await opened.store.close();
  });

  it('says in one line that some slots belong to nobody, and keeps what has a place', async () => {
    for (const node of [cluster.large, cluster.small]) await redisCommand(node, 'CLUSTER', 'DELSLOTSRANGE', '701', '9000');
    const url = cluster.small.url;
    const opened = await openTold(url);
    const kept = await keptOf(url, opened, manyKeys(60));
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(60);
    expect(opened.told.length).toBeLessThanOrEqual(3);
    expect(opened.told[0] ?? '').toMatch(/^(lost: The Redis Cluster does not serve|$)/);
    await opened.store.close();
  });
});
