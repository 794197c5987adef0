import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { KeyValueStore } from '../../../../src/cache/store.ts';
import { openLibsqlStore } from '../../../../src/cache/stores/libsql-store.ts';

const MAX_BYTES = 64_000_000;

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lingraph-libsql-'));
  path = join(folder, 'cache.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A file as it was made before ended entries had an index. */
function olderFile(entries: number, ends: number): void {
  const database = new Database(path);
  database.exec('CREATE TABLE answers (key TEXT PRIMARY KEY, value TEXT NOT NULL, ends INTEGER NOT NULL) WITHOUT ROWID');
  database
    .prepare(
      `INSERT INTO answers WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
       SELECT 'k' || i, '1', ? FROM n`,
    )
    .run(entries, ends);
  database.close();
}

/** Reads with a connection of its own. */
function read<Row>(sql: string): Row[] {
  const database = new Database(path);
  const rows = database.prepare(sql).all() as Row[];
  database.close();
  return rows;
}

const entriesLeft = () => read<{ entries: number }>('SELECT count(*) AS entries FROM answers')[0]?.entries;

async function deleted(store: KeyValueStore, isMeant: (key: string) => boolean): Promise<number[]> {
  const steps: number[] = [];
  for await (const step of store.deleteWhere(isMeant)) steps.push(step);
  return steps;
}

it('takes over a file of the older form, and finds what has ended by an index', async () => {
  olderFile(3, Date.now() + 60_000);
  const store = openLibsqlStore(path, MAX_BYTES);
  expect(await store.getMany(['k2', 'none'])).toEqual(['1', undefined]);
  await store.disconnect?.();
  const [plan] = read<{ detail: string }>('EXPLAIN QUERY PLAN SELECT key FROM answers WHERE ends <= 1 LIMIT 500');
  expect(plan?.detail).toMatch(/SEARCH .*INDEX answers_ends/);
});

it('deletes what is past its time from the first write on, however few come after it', async () => {
  olderFile(1_700, Date.now() - 1);
  const store = openLibsqlStore(path, MAX_BYTES);
  await store.set('new', '1', 60_000);
  await vi.waitFor(() => expect(entriesLeft()).toBe(1));
  await store.disconnect?.();
});

it('lets others work while it deletes', async () => {
  olderFile(3_000, Date.now() + 60_000);
  const store = openLibsqlStore(path, MAX_BYTES);
  let turns = 0;
  let counting = true;
  const count = () => {
    turns += 1;
    if (counting) setImmediate(count);
  };
  setImmediate(count);
  const steps = await deleted(store, (key) => key.endsWith('7'));
  counting = false;
  expect(steps.reduce((sum, step) => sum + step, 0)).toBe(300);
  expect(turns).toBeGreaterThanOrEqual(5);
  expect(entriesLeft()).toBe(2_700);
  await store.disconnect?.();
});
