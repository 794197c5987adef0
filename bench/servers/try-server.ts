import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { startGateway } from '../support/gateway.ts';
import { installPackages } from './environment.ts';
import type { Line } from './line.ts';
import { settingsOnPage, withWrongModel } from './page-settings.ts';
import { type Running, runToEnd, startServer } from './process.ts';
import { runRows, TIMEOUT_MS } from './rows.ts';
import type { Server } from './server.ts';

const ONLY_LINE = 200;

/** Below those that a system gives to whoever asks for any: a server takes its port a minute later. */
const PORTS = { first: 20_000, end: 32_000 } as const;

async function freePort(): Promise<number> {
  const port = randomInt(PORTS.first, PORTS.end);
  const server = createServer().listen(port, '127.0.0.1');
  const isFree = await once(server, 'listening').catch(() => undefined);
  if (!isFree) return freePort();
  server.close();
  await once(server, 'close');
  return port;
}

const words = (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown));

/** Installs a server into `folder`, starts it, and puts the gateway in front. Gives a line for each row, or one that says why there is none. */
export async function* tryServer(server: Server, folder: string, upstream: string): AsyncGenerator<Line> {
  const own = [...server.packages, ...(server.files ?? [])].find((each) => each.startsWith(server.name));
  const name = own?.replace(/\[.*\]/, '').replace('==', ' ') ?? server.name;
  const line = (found: Omit<Line, 'server'>): Line => ({ server: name, ...found });
  const environment = join(folder, 'environment');
  try {
    await installPackages(environment, server);
  } catch (thrown) {
    yield line({ row: 'install', came: `cannot be installed: ${words(thrown).slice(0, ONLY_LINE)}`, calls: '', pass: true });
    return;
  }
  try {
    for await (const found of runInstalled(server, environment, join(folder, 'served'), upstream)) yield line(found);
  } catch (thrown) {
    process.stderr.write(`${words(thrown)}\n`);
    yield line({ row: 'run', came: words(thrown).split('\n')[0]?.slice(0, ONLY_LINE) ?? '', calls: '', pass: false });
  }
}

async function* runInstalled(server: Server, environment: string, served: string, upstream: string) {
  const place = { folder: served, port: await freePort(), upstream, key: `sk-${randomBytes(32).toString('hex')}` };
  await mkdir(served, { recursive: true });
  if (server.prepare) await runToEnd(server.prepare(place), environment, served);
  const ready = `http://127.0.0.1:${place.port}${server.ready}`;
  const start = () => startServer(server.start(place), environment, served, ready);
  let running: Running = await start();
  try {
    const settings = settingsOnPage(server.backend, place.port, place.key);
    const backends = { [server.backend]: settings, wrong: withWrongModel(settings) };
    const gateway = await startGateway([], { server: { deadlineMs: TIMEOUT_MS }, backends, routes: routesOf(server) });
    const bench = {
      server,
      graphql: gateway.graphql,
      kill: () => running.kill(),
      restart: async () => {
        running = await start();
      },
    };
    try {
      yield* runRows(bench);
    } finally {
      await gateway.end();
    }
  } finally {
    await running.kill();
  }
}

const routesOf = ({ tasks, backend }: Server) => Object.fromEntries(tasks.map((task) => [task, { models: [backend, 'wrong'] }]));
