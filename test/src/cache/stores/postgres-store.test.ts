import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { KeyValueStore } from '../../../../src/cache/store.ts';
import { openStore } from '../../../../src/cache/stores/open-store.ts';
import { openSchema, postgresMissing, type TestSchema } from '../../../support/postgres.ts';

const missing = await postgresMissing();
if (missing) console.warn(`skipped: the store on a real Postgres (${missing})`);

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function deleted(store: KeyValueStore, isMeant: (key: string) => boolean): Promise<number[]> {
  const steps: number[] = [];
  for await (const step of store.deleteWhere(isMeant)) steps.push(step);
  return steps;
}

describe.skipIf(missing)('a store on Postgres', () => {
  let schema: TestSchema;
  const opened: KeyValueStore[] = [];
  const open = async (url = schema.url) => {
    const store = await openStore(url);
    opened.push(store);
    return store;
  };
  const count = async () => Number((await schema.query<{ count: string }>('SELECT count(*) FROM lingraph_cache'))[0]?.count);
  const fill = (entries: number, ends: string) =>
    schema.query(
      `INSERT INTO lingraph_cache (key, value, ends) SELECT 'k' || n, '1', ${ends} FROM generate_series(1, ${entries}) AS n`,
    );

  beforeEach(async () => {
    schema = await openSchema();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.disconnect?.()));
    await schema.drop();
  });

  it('gives what it was given, in the order of the keys, until its time is over', async () => {
    const store = await open();
    await store.set('a', 'Ünï 🎉', 60_000);
    await store.set('b', '1', 60_000);
    await store.set('b', '2', 60_000);
    await store.set('short', '3', 1);
    await pause(20);
    expect(await store.getMany(['b', 'none', 'short', 'a', 'b'])).toEqual(['2', undefined, undefined, 'Ünï 🎉', '2']);
  });

  it('goes on when the server ends connections that nobody uses', async () => {
    const store = await open();
    await fill(1, "now() + interval '1 hour'");
    await schema.breakConnections();
    await pause(100); // unheard, the error would have ended the process
    expect(await store.getMany(['k1'])).toEqual(['1']);
    expect(await store.getMany(['k1'])).toEqual(['1']);
  });

  it('makes its table when the server comes later, and again when the table is gone', async () => {
    const gate = createServer();
    const port = await listening(gate);
    await closed(gate);
    const store = await open(schema.urlAt(port));
    await expect(store.getMany(['a'])).rejects.toThrow();
    const server = await forward(port);
    await store.set('a', '1', 60_000);
    expect(await store.getMany(['a'])).toEqual(['1']);
    await schema.query('DROP TABLE lingraph_cache');
    expect(await store.getMany(['a'])).toEqual([undefined]);
    await server.close();
  });

  it('gives up what a frozen server keeps, so that nothing is in the way when it is back', async () => {
    const server = await forward();
    const store = await open(schema.urlAt(server.port));
    server.freeze();
    const calls = await Promise.allSettled(Array.from({ length: 25 }, () => store.getMany(['a'])));
    expect(calls.every(({ status }) => status === 'rejected')).toBe(true);
    await server.close();
    const again = await forward(server.port);
    await store.set('a', '1', 60_000);
    expect(await store.getMany(['a'])).toEqual(['1']);
    await again.close();
  });

  it('makes its table once when many want it at once', async () => {
    const stores = await Promise.all(Array.from({ length: 5 }, () => open()));
    await schema.query('DROP TABLE lingraph_cache');
    await Promise.all(stores.flatMap((store) => ['a', 'b', 'c'].map((key) => store.set(key, '1', 60_000))));
    expect(await count()).toBe(3);
  });

  it('takes over a table of the older form', async () => {
    await schema.query('CREATE UNLOGGED TABLE lingraph_cache (key VARCHAR(1000) PRIMARY KEY, value TEXT)');
    await schema.query(`INSERT INTO lingraph_cache VALUES ('lingraph:old', '{"value":1}')`);
    const store = await open();
    await store.set('a', '1', 60_000);
    expect(await store.getMany(['a', 'lingraph:old'])).toEqual(['1', undefined]);
    await vi.waitFor(async () => expect(await count()).toBe(1), 30_000);
  });

  it('deletes what is past its time at the first write, by an index', async () => {
    const store = await open();
    await fill(1_700, "now() - interval '1 second'");
    await store.set('a', '1', 60_000);
    await vi.waitFor(async () => expect(await count()).toBe(1), 30_000);
    const indexes = await schema.query<{ indexdef: string }>(
      'SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema()',
    );
    expect(indexes.map(({ indexdef }) => indexdef).join()).toContain('(ends)');
  });

  it('deletes what is meant page by page', async () => {
    const store = await open();
    await fill(2_500, "now() + interval '1 hour'");
    const steps = await deleted(store, (key) => key.endsWith('7'));
    expect(steps.reduce((sum, step) => sum + step, 0)).toBe(250);
    expect(steps.length).toBeGreaterThanOrEqual(3);
    expect(await count()).toBe(2_250);
  });

  it('says so when it cannot go on deleting', async () => {
    const store = await open();
    await fill(2_500, "now() + interval '1 hour'");
    const steps = store.deleteWhere(() => true);
    expect((await steps.next()).value).toBe(1_000);
    await store.disconnect?.();
    opened.length = 0;
    await expect(steps.next()).rejects.toThrow();
  });
});

async function listening(server: Server, port = 0): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

const closed = (server: Server) => new Promise((resolve) => server.close(resolve));

/** Postgres behind another port, that can say nothing any more. */
async function forward(wanted = 0) {
  const sockets: Socket[] = [];
  let isFrozen = false;
  const server = createServer((caller) => {
    const upstream = connect(5432, '127.0.0.1');
    sockets.push(caller, upstream);
    for (const socket of [caller, upstream]) socket.on('error', () => undefined);
    caller.pipe(upstream);
    upstream.on('data', (data) => isFrozen || caller.write(data));
    upstream.on('close', () => caller.destroy());
  });
  return {
    port: await listening(server, wanted),
    freeze() {
      isFrozen = true;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      return closed(server);
    },
  };
}
