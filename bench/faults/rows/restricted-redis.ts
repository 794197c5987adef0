import { createClient } from '@redis/client';
import { redisMissing, startRedis } from '../../../test/support/redis.ts';
import type { FaultRow } from '../bench.ts';
import { keptByStore, notRun } from '../kept-by-store.ts';

const FAULT = 'the user of Redis may not EVAL';

/** What answers do not need is refused: they are kept all the same, and one line a gateway says what is not done. */
export const restrictedRedis: FaultRow = {
  rows: [41],
  async run(bench) {
    const missing = redisMissing();
    if (missing) return [notRun(41, FAULT, missing)];
    const redis = await startRedis();
    await bench.own(Promise.resolve({ close: () => redis.stop() }));
    const client = await createClient({ url: redis.url }).connect();
    const rights = ['~*', '+@all', '-eval', '-evalsha', '-@scripting'];
    await client.sendCommand(['ACL', 'SETUSER', 'lingraph', 'on', '>word', ...rights]);
    await client.close();
    const store = redis.url.replace('//', '//lingraph:word@');
    return [await keptByStore(bench, { row: 41, fault: FAULT, store, least: 20, mostLines: 2, says: /may not run EVAL/ })];
  },
};
