import { type Mishap, startManglingProxy } from '../../../test/support/mangling-proxy.ts';
import { openSchema, postgresMissing } from '../../../test/support/postgres.ts';
import type { FaultRow } from '../bench.ts';
import { keptByStore, notRun } from '../kept-by-store.ts';

const FAULT = 'Postgres refuses, long after nobody waits';
const LATE: Mishap = { kind: 'late', ms: 120 };

/** Why a call failed comes when it has been given up: the log has it all the same. */
export const lateRefusal: FaultRow = {
  rows: [45],
  async run(bench) {
    const missing = await postgresMissing();
    if (missing) return [notRun(45, FAULT, missing)];
    const schema = await openSchema();
    await bench.own(Promise.resolve({ close: () => schema.drop() }));
    await schema.query('CREATE TABLE lingraph_cache (id int)');
    const proxy = await bench.own(startManglingProxy({ host: '127.0.0.1', port: 5432 }));
    proxy.plan(Array.from({ length: 10_000 }, () => LATE));
    const store = schema.urlAt(proxy.port);
    return [
      await keptByStore(bench, {
        row: 45,
        fault: FAULT,
        store,
        storeTimeoutMs: 50,
        least: 0,
        mostLines: 4,
        says: /another shape/,
      }),
    ];
  },
};
