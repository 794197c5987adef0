import { Pool } from 'pg';
import type { KeyValueStore } from '../store.ts';
import { connected } from './connected.ts';
import { GuardedClient } from './postgres-client.ts';
import { withPostgresTable } from './postgres-table.ts';
import { postgresTrouble } from './postgres-trouble.ts';
import { createSweep } from './sweep.ts';

/** How long a query, or waiting for a connection, may take: long after nobody waits, but a frozen server may not keep either. */
const GIVEN_UP_MS = 4_000;
/** How many keys one step of a deletion looks at. */
const LOOKED_AT_ONCE = 1_000;

/**
 * Entries in a table of Postgres, which is made when it is missing: also when the server comes later, or the table is dropped.
 * Times are those of the server, so that processes need not agree on theirs. Each statement stands alone, so that a pooler may
 * give it to any connection.
 */
export async function openPostgresStore(url: string): Promise<KeyValueStore> {
  const pool = new Pool({
    connectionString: url,
    connectionTimeoutMillis: GIVEN_UP_MS,
    query_timeout: GIVEN_UP_MS,
    keepAlive: true,
    allowExitOnIdle: true,
    fallback_application_name: 'lingraph',
    Client: GuardedClient,
  });
  // A connection that breaks while nobody uses it. Unheard, that would end the process.
  pool.on('error', () => undefined);
  const query = withPostgresTable(pool);
  const count = async (text: string, values: readonly unknown[]) => (await query(text, values)).rowCount ?? 0;
  const wrote = createSweep((most) => count(DELETE_ENDED, [most]));
  const store: KeyValueStore = {
    async getMany(keys) {
      const { rows } = await query<{ key: string; value: string }>(SELECT, [keys]);
      const found = new Map(rows.map(({ key, value }) => [key, value]));
      return keys.map((key) => found.get(key));
    },
    async set(key, value, ttlMs) {
      await query(UPSERT, [key, value, ttlMs]);
      wrote();
    },
    async *deleteWhere(isMeant) {
      for (let last: string | undefined = ''; last !== undefined; ) {
        const { rows } = await query<{ key: string }>(KEYS_AFTER, [last, LOOKED_AT_ONCE]);
        const keys: string[] = rows.map(({ key }) => key);
        const meant = keys.filter(isMeant);
        last = keys.at(-1);
        yield meant.length > 0 ? await count(DELETE, [meant]) : 0;
      }
    },
    explain: postgresTrouble,
    disconnect: () => pool.end(),
  };
  await connected(store.getMany([]));
  return store;
}

const SELECT = 'SELECT key, value FROM lingraph_cache WHERE key = ANY($1) AND ends > now()';
const UPSERT = `
INSERT INTO lingraph_cache (key, value, ends) VALUES ($1, $2, now() + $3::float8 * interval '1 millisecond')
ON CONFLICT (key) DO UPDATE SET value = excluded.value, ends = excluded.ends`;
const KEYS_AFTER = 'SELECT key FROM lingraph_cache WHERE key > $1 ORDER BY key LIMIT $2';
const DELETE = 'DELETE FROM lingraph_cache WHERE key = ANY($1)';
/** What another process is at, sweeping or writing, is left to it. */
const DELETE_ENDED = `
DELETE FROM lingraph_cache WHERE key = ANY(ARRAY(
  SELECT key FROM lingraph_cache WHERE ends <= now() ORDER BY ends LIMIT $1 FOR UPDATE SKIP LOCKED))`;
