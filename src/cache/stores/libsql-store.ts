import { setImmediate as turn } from 'node:timers/promises';
import Database from 'libsql';
import type { KeyValueStore } from '../store.ts';
import { readStored } from './read-stored.ts';
import { createSweep } from './sweep.ts';

/** How many keys one step of a deletion looks at: everybody else waits for it. */
const LOOKED_AT_ONCE = 500;

/** Entries in one file, so that a process starts warm. Throws when the file cannot be opened or is not a database. */
export function openLibsqlStore(path: string): KeyValueStore {
  const database = new Database(path);
  database.exec(OPEN);
  const select = database.prepare('SELECT value FROM answers WHERE key = ? AND ends > ?');
  const upsert = database.prepare(
    'INSERT INTO answers VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value, ends = excluded.ends',
  );
  const ended = database.prepare('DELETE FROM answers WHERE key IN (SELECT key FROM answers WHERE ends <= ? LIMIT ?)');
  const keysAfter = database.prepare('SELECT key FROM answers WHERE key > ? ORDER BY key LIMIT ?');
  const remove = database.prepare('DELETE FROM answers WHERE key IN (SELECT value FROM json_each(?))');
  const wrote = createSweep((most) => ended.run(Date.now(), most).changes);
  return {
    async getMany(wanted) {
      const now = Date.now();
      return wanted.map((key) => readStored((select.get(key, now) as { value: string } | undefined)?.value));
    },
    async set(key, value, ttlMs) {
      upsert.run(key, JSON.stringify(value), Date.now() + ttlMs);
      wrote();
    },
    async *deleteWhere(isMeant) {
      for (let last: string | undefined = ''; last !== undefined; ) {
        const keys: string[] = (keysAfter.all(last, LOOKED_AT_ONCE) as { key: string }[]).map(({ key }) => key);
        last = keys.at(-1);
        yield remove.run(JSON.stringify(keys.filter(isMeant))).changes;
        await turn(); // the database works on this very thread
      }
    },
    async disconnect() {
      database.close();
    },
  };
}

/** Another process may be opening it too: only here is there time to wait for that. */
const OPEN = `
PRAGMA busy_timeout = 5000;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, value TEXT NOT NULL, ends INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS answers_ends ON answers (ends);
PRAGMA busy_timeout = 20`;
