import { chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@redis/client';
import { expect, it } from 'vitest';
import { type ChildServer, plainUser, programMissing, startChild } from '../support/child-server.ts';
import { openSchema, postgresMissing } from '../support/postgres.ts';
import { redisMissing, startRedis } from '../support/redis.ts';
import { keptOf, manyKeys, openTold } from '../support/told-store.ts';
import { startTwemproxy } from '../support/twemproxy.ts';
import { readBlocks } from './blocks.ts';

const blocks = readBlocks().filter(({ page }) => page === 'docs/how-to/cache-in-a-store.md');
const blockWith = (words: string) => blocks.find(({ source }) => source.includes(words))?.source ?? '';

const noRedis = redisMissing();
const noProxy = noRedis ?? programMissing('nutcracker');
const noPostgres = await postgresMissing();
const noPooler = noPostgres ?? programMissing('pgbouncer');
for (const missing of [noRedis, noProxy, noPostgres, noPooler])
  if (missing) console.warn(`skipped: a block of docs/how-to/cache-in-a-store.md (${missing})`);

/** What the page promises of a store that it sets up: every answer is kept, every one is forgotten, and nothing is to be said. */
async function expectWhole(url: string): Promise<void> {
  const opened = await openTold(url);
  expect(await keptOf(url, opened, manyKeys(20))).toBe(20);
  expect(await opened.store.delete({})).toBe(20);
  expect(opened.told).toEqual([]);
  await opened.store.close();
}

it.skipIf(noRedis)('gives a user of Redis all the rights that the cache needs', async () => {
  const redis = await startRedis();
  const words = blockWith('ACL SETUSER')
    .trim()
    .split(/\s+/)
    .slice(1)
    .map((word) => word.replaceAll("'", ''));
  const client = await createClient({ url: redis.url }).connect();
  await client.sendCommand(words);
  await client.close();
  await expectWhole(redis.url.replace('//', '//lingraph:a-password@'));
  await redis.stop();
});

it.skipIf(noProxy)('sets up twemproxy so that every answer is kept', async () => {
  const redis = await startRedis();
  const proxy = await startTwemproxy([], blockWith('distribution: ketama').replace('127.0.0.1:6379', new URL(redis.url).host));
  const url = `redis://127.0.0.1:${proxy.port}`;
  const opened = await openTold(url);
  expect(await keptOf(url, opened, manyKeys(20))).toBe(20);
  expect(opened.told).toEqual([]);
  await opened.store.close();
  await proxy.stop();
  await redis.stop();
});

it.skipIf(noPostgres)('makes a table of Postgres, and gives its user all the rights that the cache needs', async () => {
  const schema = await openSchema();
  const role = `lingraph_docs_${Math.random().toString(36).slice(2)}`;
  const name = /search_path%3D(\w+)/.exec(schema.url)?.[1];
  await schema.query(`CREATE ROLE ${role} LOGIN`);
  await schema.query(`GRANT USAGE ON SCHEMA ${name} TO ${role}`);
  await schema.query(blockWith('CREATE UNLOGGED TABLE').replace('TO lingraph;', `TO ${role};`));
  await expectWhole(schema.url.replace('postgres@', `${role}@`));
  await schema.query(blockWith('SET LOGGED'));
  await expectWhole(schema.url.replace('postgres@', `${role}@`));
  await schema.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  await schema.drop();
});

it.skipIf(noPooler)('sets up PgBouncer so that the store is used whole', async () => {
  const schema = await openSchema();
  const role = `lingraph_docs_${Math.random().toString(36).slice(2)}`;
  const name = /search_path%3D(\w+)/.exec(schema.url)?.[1];
  await schema.query(`CREATE ROLE ${role} LOGIN; ALTER ROLE ${role} SET search_path = ${name}`);
  await schema.query(`GRANT USAGE, CREATE ON SCHEMA ${name} TO ${role}`);
  const user = plainUser();
  const pooler: ChildServer = await startChild(
    'pgbouncer',
    (port, folder) => {
      const [file, users] = [join(folder, 'pgbouncer.ini'), join(folder, 'users.txt')];
      writeFileSync(users, `"${role}" ""\n`);
      writeFileSync(
        file,
        `${blockWith('[pgbouncer]').replace('6432', String(port)).replace('dbname=lingraph', 'dbname=test')}unix_socket_dir =\n`,
      );
      for (const path of [folder, file, users]) if (user) chownSync(path, user.uid, user.gid);
      return [file];
    },
    user,
  );
  await expectWhole(`postgres://${role}@127.0.0.1:${pooler.port}/lingraph`);
  await pooler.stop();
  await schema.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  await schema.drop();
});
