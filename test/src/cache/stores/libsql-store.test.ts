import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { KeyValueStore } from '../../../../src/cache/store.ts';
import { openLibsqlStore } from '../../../../src/cache/stores/libsql-store.ts';

const noSmallDisk = smallDiskMissing();
if (noSmallDisk) console.warn(`skipped: a file on a full disk (${noSmallDisk})`);

const MAX_BYTES = 64_000_000;

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lingraph-libsql-'));
  path = join(folder, 'cache.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Only who may mount has a disk that is soon full: also in CI not everybody may. */
function smallDiskMissing(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'lingraph-mount-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
  if (status === 0) spawnSync('umount', [folder]);
  rmSync(folder, { recursive: true, force: true });
  return status === 0 ? undefined : 'nothing may be mounted here';
}

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
  await vi.waitFor(() => expect(entriesLeft()).toBe(1), 30_000);
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

const large = (length: number) => 'v'.repeat(length);

it('takes no more of the disk than its bound, and lets those go first whose time ends first', async () => {
  const store = openLibsqlStore(path, 20_000_000);
  for (let entry = 0; entry < 1_500; entry++) await store.set(`k${entry}`, large(10_000), 60_000 + entry);
  const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  expect(bytes).toBeLessThanOrEqual(21_000_000);
  expect(await store.getMany(['k0', 'k1499'])).toEqual([undefined, large(10_000)]);
  expect((await deleted(store, () => true)).reduce((sum, step) => sum + step, 0)).toBeGreaterThan(100);
  await store.disconnect?.();
});

it('gives back to the disk what a purge deletes', async () => {
  const store = openLibsqlStore(path, MAX_BYTES);
  for (let entry = 0; entry < 1_000; entry++) await store.set(`k${entry}`, large(10_000), 60_000);
  await deleted(store, () => true);
  expect(statSync(path).size).toBeLessThan(1_000_000);
  await store.disconnect?.();
});

describe.skipIf(noSmallDisk)('on a full disk', () => {
  const disk = mkdtempSync(join(tmpdir(), 'lingraph-disk-'));
  beforeEach(() => void spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', disk]));
  afterEach(() => void spawnSync('umount', ['-l', disk]));
  afterAll(() => rmSync(disk, { recursive: true, force: true }));

  /** Somebody else takes all that is left. */
  const fillDisk = () => {
    const file = openSync(join(disk, 'of others'), 'a');
    try {
      for (;;) writeSync(file, large(4_096));
    } catch {
      closeSync(file);
    }
  };

  it('says that it is full, still gives what it has, still deletes, and is opened again', async () => {
    const file = join(disk, 'cache.db');
    const store = openLibsqlStore(file, MAX_BYTES);
    for (let entry = 0; entry < 200; entry++) await store.set(`k${entry}`, large(10_000), 60_000);
    fillDisk();
    const refused = await (async () => {
      for (let entry = 0; entry < 2_000; entry++) await store.set(`n${entry}`, large(10_000), 60_000);
    })().catch((error: unknown) => error);
    expect(store.explain?.(refused)?.problem).toMatch(/disk .* is full/);
    expect(await store.getMany(['k1'])).toEqual([large(10_000)]);
    await store.disconnect?.();
    fillDisk();
    const again = openLibsqlStore(file, MAX_BYTES);
    expect(await again.getMany(['k1'])).toEqual([large(10_000)]);
    fillDisk();
    const steps = await deleted(again, (key) => key.startsWith('k'));
    expect(steps.reduce((sum, step) => sum + step, 0)).toBe(200);
    expect(await again.getMany(['k1'])).toEqual([undefined]);
    await again.disconnect?.();
  });
});
