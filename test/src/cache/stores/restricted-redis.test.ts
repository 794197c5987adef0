import { createClient } from '@redis/client';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { redisMissing, startRedis, type TestRedis } from '../../../support/redis.ts';
import { keptOf, manyKeys, openTold } from '../../../support/told-store.ts';

const missing = redisMissing();
if (missing) console.warn(`skipped: a Redis that does not take everything (${missing})`);

const keys = manyKeys(60);

describe.skipIf(missing)('a Redis that does not take everything', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());
  beforeEach(() => admin('FLUSHALL'));

  async function admin(...command: string[]): Promise<unknown> {
    const client = await createClient({ url: redis.url }).connect();
    const reply = await client.sendCommand(command);
    await client.close();
    return reply;
  }
  async function userWith(...rights: string[]): Promise<string> {
    await admin('ACL', 'SETUSER', 'lingraph', 'reset', 'on', '>word', ...rights);
    return redis.url.replace('//', '//lingraph:word@');
  }

  it.each([
    ['EVAL', ['~*', '+@all', '-eval', '-evalsha', '-@scripting'], ['limited: The Redis user in cache.store may not run EVAL']],
    ['anything but GET and SET', ['~lingraph*', '+get', '+set'], ['limited: The Redis user in cache.store may not run EVAL']],
    ['PING', ['~lingraph*', '+@all', '-ping'], []],
    [
      'the keys of claims',
      ['~lingraph::*', '+@all'],
      ['limited: The Redis user in cache.store may not use the keys of the cache'],
    ],
  ])('keeps every answer for a user that may not use %s, and says so once', async (_, rights, lines) => {
    const url = await userWith(...rights);
    const opened = await openTold(url);
    expect(await keptOf(url, opened, keys)).toBe(60);
    expect(opened.told).toEqual(lines.map((line) => expect.stringContaining(line)));
    expect(opened.store.stats().healthy).toBe(true);
    await opened.store.close();
  });

  it.each([
    ['SCAN', ['~lingraph*', '+@all', '-scan'], /may not run SCAN/],
    ['UNLINK', ['~lingraph*', '+@all', '-unlink'], /may not run UNLINK/],
  ])('says why nothing is purged for a user that may not %s, and goes on keeping', async (_, rights, reason) => {
    const url = await userWith(...rights);
    const opened = await openTold(url);
    expect(await keptOf(url, opened, keys.slice(0, 3))).toBe(3);
    for (let time = 0; time < 2; time++)
      await expect(opened.store.delete({})).rejects.toMatchObject({
        code: 'STORE_UNAVAILABLE',
        message: expect.stringMatching(reason),
      });
    expect(opened.told).toEqual([expect.stringMatching(reason)]);
    expect(await keptOf(url, opened, keys)).toBe(60);
    await opened.store.close();
  });

  it.each([
    ['the user may not read', () => userWith('~lingraph*', '+@all', '-get'), /may not run GET/],
    ['the keys are not of its pattern', () => userWith('~other:*', '+@all'), /may not use the keys .* lingraph\*/],
    ['the password is wrong', async () => redis.url.replace('//', '//lingraph:wrong@'), /refuses the user or the password/],
    ['the database has no such number', async () => `${redis.url}/99`, /number of the database/],
  ])('says in one line that %s', async (_, urlOf, line) => {
    const opened = await openTold(await urlOf());
    for (let call = 0; call < 8; call++) await opened.store.get(['a']);
    expect(opened.told).toEqual([expect.stringMatching(line)]);
    expect(opened.told[0]).toMatch(/^lost: /);
    await opened.store.close();
  });

  it('reads a replica, and says once that nothing can be added', async () => {
    const opened = await openTold(redis.url);
    await opened.store.set('a', 1, 60_000);
    const { port } = new URL(redis.url);
    const replica = await startRedis('--replicaof', '127.0.0.1', port);
    const read = await openTold(replica.url);
    await vi.waitFor(async () => expect(await read.store.get(['a'])).toEqual([1]), { timeout: 30_000 });
    for (let call = 0; call < 8; call++) await read.store.set('b', 2, 60_000);
    expect(await read.store.get(['a'])).toEqual([1]);
    expect(read.told.filter((line) => line.includes('read-only replica'))).toHaveLength(1);
    await Promise.all([opened.store.close(), read.store.close()]);
    await replica.stop();
  });

  it('makes its connection again when the server kills it', async () => {
    const opened = await openTold(redis.url);
    await opened.store.set('a', 1, 60_000);
    await admin('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await vi.waitFor(async () => expect(await opened.store.get(['a'])).toEqual([1]), { timeout: 30_000, interval: 50 });
    await opened.store.close();
  });
});

describe.skipIf(missing)('a Redis that wants', () => {
  it.each([
    ['a password', ['--requirepass', 'word'], (url: string) => url, /wants a password/],
    ['no password', [], (url: string) => url.replace('//', '//:word@'), /this Redis has none|has none/],
  ])('%s says so in one line', async (_, settings, urlOf, line) => {
    const redis = await startRedis(...settings);
    const opened = await openTold(urlOf(redis.url));
    for (let call = 0; call < 8; call++) await opened.store.get(['a']);
    expect(opened.told).toEqual([expect.stringMatching(line)]);
    await opened.store.close();
    await redis.stop();
  });
});
