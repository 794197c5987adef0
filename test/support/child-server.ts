import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './redis.ts';

/** Why tests that start this program cannot run here; undefined when they can. In CI they must. */
export function programMissing(program: string): string | undefined {
  if (spawnSync(program, ['--version']).error === undefined) return undefined;
  if (process.env.CI) throw new Error(`${program} is required in CI`);
  return `${program} is not installed`;
}

/** The user that servers run as which refuse to run as root; undefined where this process is not root. */
export function plainUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (kind: string) => Number(spawnSync('id', [kind, 'postgres']).stdout.toString());
  return { uid: idOf('-u'), gid: idOf('-g') };
}

export interface ChildServer {
  port: number;
  stop(): Promise<void>;
}

/** Starts a program that listens on a free port; `argumentsOf` makes its arguments, and writes what it needs into the folder. */
export async function startChild(
  program: string,
  argumentsOf: (port: number, folder: string) => string[],
  user?: { uid: number; gid: number },
): Promise<ChildServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'lingraph-child-'));
  const child = spawn(program, argumentsOf(port, folder), { stdio: 'ignore', cwd: folder, ...user });
  await listens(port, child);
  return {
    port,
    async stop() {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function listens(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) throw new Error(`${child.spawnfile} ended with ${child.exitCode}`);
    const isThere = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${child.spawnfile} does not listen`);
}
