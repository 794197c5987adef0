import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChildServer, programMissing } from '../../../support/child-server.ts';
import { redisMissing, startRedis, type TestRedis } from '../../../support/redis.ts';
import { keptOf, manyKeys, openTold } from '../../../support/told-store.ts';
import { startTwemproxy } from '../../../support/twemproxy.ts';

const missing = redisMissing() ?? programMissing('nutcracker');
if (missing) console.warn(`skipped: Redis behind twemproxy (${missing})`);

describe.skipIf(missing)('Redis behind twemproxy', () => {
  const servers: TestRedis[] = [];
  let proxy: ChildServer;
  beforeAll(async () => {
    servers.push(await startRedis(), await startRedis());
    proxy = await startTwemproxy(servers);
  });
  afterAll(async () => {
    await proxy?.stop();
    await Promise.all(servers.map((server) => server.stop()));
  });

  it('keeps every answer, and says of a purge that the proxy does not take it', async () => {
    const url = `redis://127.0.0.1:${proxy.port}`;
    const opened = await openTold(url);
    expect(await keptOf(url, opened, manyKeys(60))).toBe(60);
    expect(opened.told).toEqual([]);
    await expect(opened.store.delete({})).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringMatching(/a proxy between closes it for a command that it does not take/),
    });
    const again = await openTold(url);
    expect((await again.store.get(manyKeys(60))).filter(Boolean)).toHaveLength(60);
    await Promise.all([opened.store.close(), again.store.close()]);
  });
});
