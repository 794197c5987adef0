import Database from 'libsql';
import type { KeyValueStore } from './store.ts';

/** Rows past their time are deleted when this many have been written since the last time. */
const SWEEP_EVERY = 1_000;

/** Entries in one file, so that a process starts warm. Throws when the file cannot be opened or is not a database. */
export function openLibsqlStore(path: string): KeyValueStore {
  const database = new Database(path);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 20');
  database.exec(
    'CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, value TEXT NOT NULL, ends INTEGER NOT NULL) WITHOUT ROWID',
  );
  const select = database.prepare('SELECT value FROM answers WHERE key = ? AND ends > ?');
  const upsert = database.prepare(
    'INSERT INTO answers VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value, ends = excluded.ends',
  );
  const remove = database.prepare('DELETE FROM answers WHERE key = ?');
  const sweep = database.prepare('DELETE FROM answers WHERE ends <= ?');
  const keys = database.prepare('SELECT key FROM answers');
  let written = 0;
  return {
    async getMany(wanted) {
      const now = Date.now();
      return wanted.map((key) => parsed(select.get(key, now) as { value: string } | undefined));
    },
    async set(key, value, ttlMs = 0) {
      upsert.run(key, JSON.stringify(value), Math.ceil(Date.now() + ttlMs));
      written += 1;
      if (written % SWEEP_EVERY === 0) sweep.run(Date.now());
    },
    async delete(key) {
      remove.run(key);
    },
    async *iterator() {
      for (const { key } of keys.all() as { key: string }[]) yield [key, undefined] as const;
    },
    async disconnect() {
      database.close();
    },
  };
}

/** What is not JSON is as good as garbage: whoever asked finds that out from the value. */
function parsed(row: { value: string } | undefined): unknown {
  if (!row) return undefined;
  try {
    return JSON.parse(row.value);
  } catch {
    return row.value;
  }
}
