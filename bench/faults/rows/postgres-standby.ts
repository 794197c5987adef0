import { Pool } from 'pg';
import { standbyMissing, startStandby } from '../../../test/support/standby.ts';
import type { FaultRow } from '../bench.ts';
import { keptByStore, notRun } from '../kept-by-store.ts';

const FAULT = 'a hot standby of Postgres';

/** Answers that a gateway keeps on the primary are read from its standby, where none can be added. */
export const postgresStandby: FaultRow = {
  rows: [44],
  async run(bench) {
    const missing = standbyMissing();
    if (missing) return [notRun(44, FAULT, missing)];
    const standby = await startStandby();
    await bench.own(Promise.resolve({ close: async () => standby.stop() }));
    const primary = new Pool({ connectionString: standby.primaryUrl });
    await primary.query('CREATE TABLE lingraph_cache (key text PRIMARY KEY, value text NOT NULL, ends timestamptz NOT NULL)');
    await primary.end();
    const stores = { store: standby.primaryUrl, readBy: standby.url };
    return [await keptByStore(bench, { row: 44, fault: FAULT, ...stores, least: 20, mostLines: 1, says: /standby/ })];
  },
};
