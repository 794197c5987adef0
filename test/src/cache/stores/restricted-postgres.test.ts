import { chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ChildServer, plainUser, programMissing, startChild } from '../../../support/child-server.ts';
import { openSchema, postgresMissing, type TestSchema } from '../../../support/postgres.ts';
import { type Standby, standbyMissing, startStandby } from '../../../support/standby.ts';
import { keptOf, manyKeys, openTold } from '../../../support/told-store.ts';

const missing = await postgresMissing();
if (missing) console.warn(`skipped: a Postgres that does not take everything (${missing})`);
const noStandby = standbyMissing();
if (noStandby) console.warn(`skipped: a standby of Postgres (${noStandby})`);
const noPooler = missing ?? programMissing('pgbouncer');
if (noPooler) console.warn(`skipped: Postgres behind PgBouncer (${noPooler})`);

const TABLE = `CREATE TABLE lingraph_cache (key text PRIMARY KEY, value text NOT NULL, ends timestamptz NOT NULL)`;

/** What is told of a store that is read and written a few times. */
async function toldOf(url: string, calls: 'read' | 'write' | 'both' = 'both'): Promise<string[]> {
  const { store, told } = await openTold(url);
  for (let call = 0; call < 6; call++) {
    if (calls !== 'write') await store.get(['a']);
    if (calls !== 'read') await store.set('a', 1, 60_000);
  }
  await store.close();
  return told;
}

describe.skipIf(missing)('a Postgres that does not take everything', () => {
  let schema: TestSchema;
  const role = `lingraph_role_${Math.random().toString(36).slice(2)}`;
  beforeAll(async () => {
    schema = await openSchema();
    await schema.query(`CREATE ROLE ${role} LOGIN`);
  });
  afterAll(async () => {
    await schema.query(`DROP OWNED BY ${role}`);
    await schema.query(`DROP ROLE ${role}`);
    await schema.drop();
  });
  beforeEach(async () => {
    await schema.query('DROP TABLE IF EXISTS lingraph_cache');
    await schema.query(`GRANT USAGE ON SCHEMA ${schemaName()} TO ${role}`);
  });

  const schemaName = () => /search_path%3D(\w+)/.exec(schema.url)?.[1] ?? '';
  const asRole = () => schema.url.replace('postgres@', `${role}@`);

  it('says that its table is missing and may not be made, and what to do', async () => {
    expect(await toldOf(asRole())).toEqual([
      expect.stringMatching(
        /^lost: Postgres has no table lingraph_cache, and the user in cache.store may not make it: .*cache-in-a-store\.md/,
      ),
    ]);
  });

  it('says so even where the answer comes long after nobody waits for it', async () => {
    const { store, told } = await openTold(asRole(), { timeoutMs: 1 });
    await vi.waitFor(
      async () => {
        await store.get(['a']);
        expect(told.some((line) => line.includes('may not make it'))).toBe(true);
      },
      { timeout: 30_000, interval: 20 },
    );
    expect(told.length).toBeLessThanOrEqual(2);
    await store.close();
  });

  it('is used whole by a user that may use the table and make nothing', async () => {
    await schema.query(TABLE);
    await schema.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON lingraph_cache TO ${role}`);
    const opened = await openTold(asRole());
    expect(await keptOf(asRole(), opened, manyKeys(10))).toBe(10);
    expect(await opened.store.delete({})).toBe(10);
    expect(opened.told).toEqual([]);
    await opened.store.close();
  });

  it('is read by a user that may only read, and says once that nothing can be added', async () => {
    await schema.query(TABLE);
    const owner = await openTold(schema.url);
    await owner.store.set('a', 1, 60_000);
    await owner.store.close();
    await schema.query(`GRANT SELECT ON lingraph_cache TO ${role}`);
    const { store, told } = await openTold(asRole());
    for (let call = 0; call < 6; call++) await store.set('b', 1, 60_000);
    expect(await store.get(['a'])).toEqual([1]);
    expect(told).toEqual([expect.stringMatching(/^lost: The Postgres user in cache.store has not the rights/)]);
    await expect(store.delete({})).rejects.toMatchObject({ message: expect.stringMatching(/has not the rights/) });
    await store.close();
  });

  it.each([
    ['no column of the names', 'id int, data jsonb'],
    ['values that are no text', 'key text PRIMARY KEY, value int NOT NULL, ends timestamptz NOT NULL'],
    ['ends that are no time', 'key text PRIMARY KEY, value text NOT NULL, ends int NOT NULL'],
    ['keys that are not unique', 'key text, value text NOT NULL, ends timestamptz NOT NULL'],
  ])('says that its table has another shape: %s', async (_, columns) => {
    await schema.query(`CREATE TABLE lingraph_cache (${columns})`);
    const told = await toldOf(schema.url);
    expect(told).toEqual([expect.stringMatching(/^lost: The table lingraph_cache has another shape/)]);
    const names = await schema.query<{ column_name: string }>(
      "SELECT column_name FROM information_schema.columns WHERE table_name = 'lingraph_cache' AND table_schema = current_schema()",
    );
    expect(names).toHaveLength(columns.split(', ').length);
  });

  it('says that it is read-only, and is read', async () => {
    await schema.query(TABLE);
    const url = schema.url.replace('options=', 'options=-c%20default_transaction_read_only%3Don%20');
    expect(await toldOf(url)).toEqual([expect.stringMatching(/^lost: This Postgres is a standby, or read-only/)]);
    expect(await toldOf(url, 'read')).toEqual([]);
  });

  it('says that its table is locked, as soon as that is known', async () => {
    await schema.query(TABLE);
    const pool = new Pool({ connectionString: schema.url });
    const locking = pool.query('BEGIN; LOCK TABLE lingraph_cache; SELECT pg_sleep(3); COMMIT').catch(() => undefined);
    const url = schema.url.replace('options=', 'options=-c%20statement_timeout%3D100%20');
    await vi.waitFor(async () => expect((await toldOf(url, 'read'))[0]).toMatch(/statement_timeout .* is locked/), {
      timeout: 30_000,
    });
    await locking;
    await pool.end();
  });

  it.each([
    ['user', () => schema.url.replace('postgres@', 'nobody_of_this_name@'), /does not let the user .* in|refuses the user/],
    ['database', () => schema.url.replace('/test?', '/none_of_this_name?'), /no database of the name/],
  ])('says that there is no such %s', async (_, urlOf, line) => {
    expect(await toldOf(urlOf())).toEqual([expect.stringMatching(line)]);
  });

  it('says that it takes no more connections', async () => {
    await schema.query(`ALTER ROLE ${role} CONNECTION LIMIT 0`);
    expect(await toldOf(asRole())).toEqual([expect.stringMatching(/takes no more connections/)]);
    await schema.query(`ALTER ROLE ${role} CONNECTION LIMIT -1`);
  });

  it('knows the gateway by its name', async () => {
    const url = schema.url.replace(/&application_name=\w+/, '');
    const { store } = await openTold(url);
    await store.get(['a']);
    const names = await schema.query<{ application_name: string }>(
      `SELECT application_name FROM pg_stat_activity WHERE query LIKE '%lingraph_cache%'`,
    );
    expect(names.map((row) => row.application_name)).toContain('lingraph');
    await store.close();
  });
});

describe.skipIf(noStandby)('a hot standby of Postgres', () => {
  let standby: Standby;
  let primary: Pool;
  beforeAll(async () => {
    standby = await startStandby();
    primary = new Pool({ connectionString: standby.primaryUrl });
  });
  afterAll(async () => {
    await primary?.end();
    standby?.stop();
  });
  afterEach(() => primary.query('DROP TABLE IF EXISTS lingraph_cache'));

  it('says that its table is to be made on the primary', async () => {
    expect(await toldOf(standby.url)).toEqual([expect.stringMatching(/no table lingraph_cache, and a standby.*on its primary/)]);
  });

  it('says that it has no rows of the table as a gateway makes it', async () => {
    const { store } = await openTold(standby.primaryUrl);
    await store.set('a', 1, 60_000);
    await store.close();
    await vi.waitFor(
      async () =>
        expect(await toldOf(standby.url)).toEqual([expect.stringMatching(/standby, which has no rows of an unlogged table/)]),
      { timeout: 30_000, interval: 100 },
    );
  });

  it('is read where its table is logged, and says once that nothing can be added', async () => {
    await primary.query(TABLE);
    const writer = await openTold(standby.primaryUrl);
    await writer.store.set('a', 1, 60_000);
    await writer.store.close();
    const { store, told } = await openTold(standby.url);
    await vi.waitFor(async () => expect(await store.get(['a'])).toEqual([1]), { timeout: 30_000, interval: 50 });
    for (let call = 0; call < 6; call++) await store.set('b', 1, 60_000);
    expect(await store.get(['a'])).toEqual([1]);
    expect(told.filter((line) => line.includes('standby, or read-only'))).toHaveLength(1);
    await store.close();
  });
});

describe.skipIf(noPooler)('Postgres behind PgBouncer, which gives each statement another connection', () => {
  let schema: TestSchema;
  let pooler: ChildServer;
  const role = `lingraph_pooled_${Math.random().toString(36).slice(2)}`;
  beforeAll(async () => {
    schema = await openSchema();
    const name = /search_path%3D(\w+)/.exec(schema.url)?.[1];
    await schema.query(`CREATE ROLE ${role} LOGIN; ALTER ROLE ${role} SET search_path = ${name}`);
    await schema.query(`GRANT USAGE, CREATE ON SCHEMA ${name} TO ${role}`);
    const user = plainUser();
    pooler = await startChild(
      'pgbouncer',
      (port, folder) => {
        const [file, users] = [join(folder, 'pgbouncer.ini'), join(folder, 'users.txt')];
        writeFileSync(users, `"${role}" ""\n`);
        writeFileSync(
          file,
          `[databases]\ntest = host=127.0.0.1 port=5432 dbname=test\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${port}\nauth_type = trust\nauth_file = ${users}\npool_mode = transaction\ndefault_pool_size = 3\nunix_socket_dir =\n`,
        );
        for (const path of [folder, file, users]) if (user) chownSync(path, user.uid, user.gid);
        return [file];
      },
      user,
    );
  });
  afterAll(async () => {
    await pooler?.stop();
    await schema.query(`DROP OWNED BY ${role}`);
    await schema.query(`DROP ROLE ${role}`);
    await schema.drop();
  });

  it('makes its table, keeps every answer and forgets them all', async () => {
    const url = `postgres://${role}@127.0.0.1:${pooler.port}/test`;
    const opened = await openTold(url);
    expect(await keptOf(url, opened, manyKeys(60))).toBe(60);
    await Promise.all(manyKeys(60).map((key) => opened.store.get([key])));
    expect(await opened.store.delete({})).toBe(60);
    expect(opened.told).toEqual([]);
    await opened.store.close();
  });
});
