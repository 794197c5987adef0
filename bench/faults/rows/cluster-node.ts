import { redisMissing } from '../../../test/support/redis.ts';
import { startRedisCluster } from '../../../test/support/redis-cluster.ts';
import type { FaultRow } from '../bench.ts';
import { keptByStore, notRun } from '../kept-by-store.ts';

const FAULT = 'one node of a Redis Cluster, with few slots';

/** Most keys are elsewhere: they are followed there. */
export const clusterNode: FaultRow = {
  rows: [42],
  async run(bench) {
    const missing = redisMissing();
    if (missing) return [notRun(42, FAULT, missing)];
    const cluster = await startRedisCluster();
    await bench.own(Promise.resolve({ close: () => cluster.stop() }));
    return [await keptByStore(bench, { row: 42, fault: FAULT, store: cluster.small.url, least: 20, mostLines: 0 })];
  },
};
