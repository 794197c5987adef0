import { setImmediate as turn } from 'node:timers/promises';
import Database from 'libsql';
import type { KeyValueStore } from '../store.ts';
import { fileTrouble, isFull } from './file-trouble.ts';
import { KEPT_BACK_BYTES, keepBack } from './kept-back.ts';
import { createSweep } from './sweep.ts';

/** How many keys one step of a deletion looks at: everybody else waits for it. */
const LOOKED_AT_ONCE = 500;
/** How many entries go at once where a new one has no room. */
const EVICTED_AT_ONCE = 100;
/** Pages that are given back to the disk in one step. */
const GIVEN_BACK_AT_ONCE = 500;
/** What the journal beside the file grows to before it is written into it. */
const JOURNAL_BYTES = 5_000_000;

/**
 * Entries in one file, so that a process starts warm. With what belongs to it on the disk it takes about `maxBytes` at most, of
 * which some are kept back so that entries can be deleted on a full disk: at that bound, those whose time ends first go.
 * Throws when the file cannot be opened or is not a database.
 */
export function openLibsqlStore(path: string, maxBytes: number): KeyValueStore {
  const keptBack = keepBack(path);
  const database = opened(path, keptBack.giveBack);
  bound(database, maxBytes - KEPT_BACK_BYTES - JOURNAL_BYTES);
  keptBack.take();
  const select = database.prepare('SELECT value FROM answers WHERE key = ? AND ends > ?');
  const upsert = database.prepare(
    'INSERT INTO answers VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value, ends = excluded.ends',
  );
  const ended = database.prepare('DELETE FROM answers WHERE key IN (SELECT key FROM answers WHERE ends <= ? LIMIT ?)');
  const evict = database.prepare('DELETE FROM answers WHERE key IN (SELECT key FROM answers ORDER BY ends LIMIT ?)');
  const keysAfter = database.prepare('SELECT key FROM answers WHERE key > ? ORDER BY key LIMIT ?');
  const remove = database.prepare('DELETE FROM answers WHERE key IN (SELECT value FROM json_each(?))');
  const wrote = createSweep((most) => ended.run(Date.now(), most).changes);
  return {
    async getMany(wanted) {
      const now = Date.now();
      return wanted.map((key) => (select.get(key, now) as { value: string } | undefined)?.value);
    },
    async set(key, value, ttlMs) {
      const write = () => upsert.run(key, value, Date.now() + ttlMs);
      orWhenFull(write, () => evict.run(EVICTED_AT_ONCE));
      wrote();
    },
    async *deleteWhere(isMeant) {
      for (let last: string | undefined = ''; last !== undefined; ) {
        const keys: string[] = (keysAfter.all(last, LOOKED_AT_ONCE) as { key: string }[]).map(({ key }) => key);
        const meant = JSON.stringify(keys.filter(isMeant));
        last = keys.at(-1);
        yield orWhenFull(() => remove.run(meant).changes, keptBack.giveBack);
        await turn(); // the database works on this very thread
      }
      await giveBack(database);
      keptBack.take();
    },
    explain: fileTrouble,
    async disconnect() {
      database.close();
    },
  };
}

/** `work`, and once more where the disk or the file was full and `makeRoom` made some. */
function orWhenFull<T>(work: () => T, makeRoom: () => unknown): T {
  try {
    return work();
  } catch (error) {
    if (!isFull(error)) throw error;
    makeRoom();
    return work();
  }
}

function opened(path: string, giveBack: () => void): Database.Database {
  return orWhenFull(() => {
    const database = new Database(path);
    database.exec(OPEN);
    return database;
  }, giveBack);
}

function bound(database: Database.Database, bytes: number): void {
  const [{ page_size: pageBytes }] = database.prepare('PRAGMA page_size').all() as [{ page_size: number }];
  database.prepare(`PRAGMA max_page_count = ${Math.floor(bytes / pageBytes)}`).all();
}

/** What was deleted leaves the file, and the journal beside it: best effort, as the entries have gone already. */
async function giveBack(database: Database.Database): Promise<void> {
  const count = (name: string) => (database.prepare(`PRAGMA ${name}`).all() as Record<string, number>[])[0]?.[name] ?? 0;
  try {
    for (let free = count('freelist_count'), before = free + 1; free > 0 && free < before; ) {
      database.prepare(`PRAGMA incremental_vacuum(${GIVEN_BACK_AT_ONCE})`).all();
      before = free;
      free = count('freelist_count');
      await turn();
    }
    database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all();
  } catch (error) {
    if (!fileTrouble(error)) throw error;
  }
}

/** Another process may be opening it too: only here is there time to wait for that. */
const OPEN = `
PRAGMA busy_timeout = 5000;
PRAGMA auto_vacuum = INCREMENTAL;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, value TEXT NOT NULL, ends INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS answers_ends ON answers (ends);
PRAGMA busy_timeout = 20`;
