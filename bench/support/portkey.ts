import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Child, startChild } from './child.ts';

export const PORTKEY = '@portkey-ai/gateway@1.15.2';

export interface Portkey {
  /** Starts it on a free port. */
  start(pin: readonly string[]): Promise<Child & { chat: URL }>;
  remove(): Promise<void>;
}

const START = 'node_modules/@portkey-ai/gateway/build/start-server.js';
const INSTALL_MS = 180_000;
const START_MS = 20_000;

/** Installs Portkey's gateway from the registry into a folder of its own. Rejects when there is none to be had. */
export async function installPortkey(): Promise<Portkey> {
  const folder = await mkdtemp(join(tmpdir(), 'lingraph-bench-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder];
    await promisify(execFile)('npm', ['install', ...flags, PORTKEY], { cwd: folder, timeout: INSTALL_MS });
  } catch (thrown) {
    await remove();
    throw new Error('Portkey cannot be installed from the registry', { cause: thrown });
  }
  return {
    remove,
    async start(pin) {
      const port = await freePort();
      const child = startChild(pin, join(folder, START), [`--port=${port}`, '--headless']);
      try {
        await answers(`http://127.0.0.1:${port}/`);
      } catch (thrown) {
        await child.end();
        throw thrown;
      }
      return { ...child, chat: new URL(`http://127.0.0.1:${port}/v1/chat/completions`) };
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(url: string): Promise<void> {
  for (const end = performance.now() + START_MS; performance.now() < end; await setTimeout(100)) {
    const reply = await fetch(url).catch(() => undefined);
    if (reply?.ok) return;
  }
  throw new Error(`${url} does not answer`);
}
