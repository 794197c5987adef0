import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endWithSuite } from './end-with-suite.ts';

/** Why tests that need a Redis of their own cannot run here; undefined when they can. In CI they must. */
export function redisMissing(): string | undefined {
  if (spawnSync('redis-server', ['--version']).status === 0) return undefined;
  if (process.env.CI) throw new Error('redis-server is required in CI');
  return 'redis-server is not installed';
}

export interface TestRedis {
  url: string;
  signal(name: NodeJS.Signals): void;
  /** Starts it again on the same port, empty. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** A Redis of the test's own, on a free port, that it may freeze and kill. */
export async function startRedis(...settings: string[]): Promise<TestRedis> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'lingraph-redis-'));
  let server = await launch(port, folder, settings);
  return {
    url: `redis://127.0.0.1:${port}`,
    signal: (name) => server.kill(name),
    async restart() {
      await ended(server);
      server = await launch(port, folder, settings);
    },
    async stop() {
      server.kill('SIGKILL');
      await ended(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function launch(port: number, folder: string, settings: string[]): Promise<ChildProcess> {
  const started = spawn('redis-server', [
    '--port',
    String(port),
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    folder,
    ...settings,
  ]);
  const server = endWithSuite(started);
  await new Promise<void>((resolve, reject) => {
    server.stdout.on('data', (chunk: Buffer) => chunk.includes('Ready to accept connections') && resolve());
    server.on('exit', () => reject(new Error('redis-server ended')));
  });
  return server;
}

function ended(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (server.exitCode !== null || server.signalCode !== null) resolve();
    else server.once('exit', () => resolve());
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
