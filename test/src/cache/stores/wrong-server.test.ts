import { createServer as createHttp } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { postgresMissing } from '../../../support/postgres.ts';
import { redisMissing, startRedis, type TestRedis } from '../../../support/redis.ts';
import { openTold } from '../../../support/told-store.ts';

const noRedis = redisMissing();
const noPostgres = await postgresMissing();
for (const missing of [noRedis, noPostgres]) if (missing) console.warn(`skipped: a store of another kind (${missing})`);

const SILENT = 'did not answer within';

/** What is told of a store that is asked until it is told why it fails: that may be known long after it is known to fail. */
async function toldOf(url: string): Promise<string[]> {
  const { store, told } = await openTold(url, { timeoutMs: 200 });
  const reasons = () => told.filter((line) => !line.includes(SILENT));
  await vi.waitFor(
    async () => {
      await store.get(['a']);
      expect(reasons()).not.toEqual([]);
    },
    { timeout: 30_000, interval: 20 },
  );
  await store.close();
  expect(told.length - reasons().length).toBeLessThanOrEqual(1);
  return reasons();
}

const servers: { server: Server; sockets: Socket[] }[] = [];
async function portOf(server: Server): Promise<number> {
  const sockets: Socket[] = [];
  server.on('connection', (socket: Socket) => void sockets.push(socket.on('error', () => undefined)));
  servers.push({ server, sockets });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}
afterAll(() => {
  for (const { server, sockets } of servers) {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
});

describe.concurrent.each([
  [
    'an HTTP server',
    () => createHttp((_, response) => response.end('hello')),
    /HTTP server listens/,
    /no Postgres|not speak the protocol/,
  ],
  ['a server that says nothing', () => createServer(), /connected but silent/, /no Postgres/],
  [
    'a server that closes every connection',
    () => createServer((socket) => socket.once('data', () => socket.end())),
    /closed by the other side/,
    /closed by the other side/,
  ],
  [
    'a server that speaks another protocol',
    () => createServer((socket) => socket.on('data', () => socket.write('220 mail.example ESMTP\r\n'))),
    /does not speak the protocol of Redis/,
    /does not speak the protocol of Postgres|no Postgres/,
  ],
])('where cache.store names %s', (_, make, asRedis, asPostgres) => {
  it('as a Redis, one line says what was found', async () => {
    expect(await toldOf(`redis://127.0.0.1:${await portOf(make())}`)).toEqual([expect.stringMatching(asRedis)]);
  });

  it('as a Postgres, one line says what was found', async () => {
    expect(await toldOf(`postgres://nobody@127.0.0.1:${await portOf(make())}/none`)).toEqual([expect.stringMatching(asPostgres)]);
  });
});

it.each(['redis', 'rediss', 'postgres'])('says in one line that nothing listens at a %s address', async (kind) => {
  const server = createServer();
  const port = await portOf(server);
  await new Promise((resolve) => server.close(resolve));
  expect(await toldOf(`${kind}://127.0.0.1:${port}`)).toEqual([expect.stringMatching(/Nothing listens .*ECONNREFUSED/)]);
});

it('says in one line that the name of a host is unknown', async () => {
  expect(await toldOf('redis://nothing.invalid')).toEqual([
    expect.stringMatching(/host in cache.store (is unknown|cannot be looked up)/),
  ]);
});

describe.skipIf(noRedis)('a Redis', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  it('that does not speak TLS says so', async () => {
    expect(await toldOf(redis.url.replace('redis:', 'rediss:'))).toEqual([expect.stringMatching(/TLS|reset/)]);
  });

  it('that is taken for a Postgres is found to be none', async () => {
    expect(await toldOf(redis.url.replace('redis:', 'postgres:'))).toEqual([
      expect.stringMatching(/no Postgres|not speak the protocol|speaks another/),
    ]);
  });
});

describe.skipIf(noPostgres)('a Postgres', () => {
  it('that is taken for a Redis is found to be none', async () => {
    expect(await toldOf('redis://127.0.0.1:5432')).toEqual([
      expect.stringMatching(/closed by the other side|not speak the protocol|no Redis/),
    ]);
  });

  it('that does not speak TLS says so', async () => {
    expect(await toldOf('postgres://postgres@127.0.0.1:5432/test?sslmode=require')).toEqual([
      expect.stringMatching(/does not speak TLS|certificate/),
    ]);
  });
});
