import { programMissing } from '../../../test/support/child-server.ts';
import { redisMissing, startRedis } from '../../../test/support/redis.ts';
import { startTwemproxy } from '../../../test/support/twemproxy.ts';
import type { FaultRow } from '../bench.ts';
import { keptByStore, notRun } from '../kept-by-store.ts';

const FAULT = 'twemproxy before Redis, which takes nothing about its client';

/** A proxy closes the connection for what it does not take: it is not asked for that. */
export const redisProxy: FaultRow = {
  rows: [43],
  async run(bench) {
    const missing = redisMissing() ?? programMissing('nutcracker');
    if (missing) return [notRun(43, FAULT, missing)];
    const redis = await startRedis();
    await bench.own(Promise.resolve({ close: () => redis.stop() }));
    const proxy = await startTwemproxy([redis]);
    await bench.own(Promise.resolve({ close: () => proxy.stop() }));
    return [
      await keptByStore(bench, { row: 43, fault: FAULT, store: `redis://127.0.0.1:${proxy.port}`, least: 20, mostLines: 0 }),
    ];
  },
};
