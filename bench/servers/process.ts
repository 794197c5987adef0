import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { programOf } from './environment.ts';
import type { Command } from './server.ts';

/** A server that runs, with all its children. */
export interface Running {
  /** Ends it as a crash does. */
  kill(): Promise<void>;
  /** The last of what it wrote. */
  output(): string;
}

/** Models come from the folder, nobody is told that they are used, and threads do not wait for each other over so little work. */
const QUIET = {
  HF_HUB_OFFLINE: '1',
  TRANSFORMERS_OFFLINE: '1',
  DO_NOT_TRACK: '1',
  VLLM_NO_USAGE_STATS: '1',
  PYTHONUNBUFFERED: '1',
  OMP_NUM_THREADS: '1',
};
const READY_MS = 900_000;
const PREPARE_MS = 600_000;
const MAX_OUTPUT = 20_000;

function begin({ program, parameters, env }: Command, environment: string, folder: string) {
  const child = spawn(programOf(environment, program), parameters, {
    cwd: folder,
    detached: true, // a group of its own, so that its children end with it
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH: `${programOf(environment, '')}:${process.env.PATH}`, ...QUIET, ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-MAX_OUTPUT);
    });
  const ended = once(child, 'close');
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  const kill = async () => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {
      // it has ended
    }
    await ended;
  };
  ended.catch(() => undefined);
  return { child, ended, isOver, kill, output: () => output };
}

/** Runs a program to its end. Rejects with what it wrote when it fails. */
export async function runToEnd(command: Command, environment: string, folder: string): Promise<void> {
  const { child, ended, kill, output } = begin(command, environment, folder);
  const timer = globalThis.setTimeout(kill, PREPARE_MS);
  await ended;
  clearTimeout(timer);
  if (child.exitCode !== 0) throw new Error(output());
}

/** Starts a server and waits until `ready` answers. Rejects with the last of what it wrote when it ends before. */
export async function startServer(command: Command, environment: string, folder: string, ready: string): Promise<Running> {
  const { isOver, kill, output } = begin(command, environment, folder);
  for (const end = performance.now() + READY_MS; performance.now() < end; await setTimeout(250)) {
    if (isOver()) break;
    const reply = await fetch(ready).catch(() => undefined);
    await reply?.body?.cancel();
    if (reply?.ok) return { kill, output };
  }
  await kill();
  throw new Error(`it did not start: ${output().trim().split('\n').at(-1) ?? ''}\n${output()}`);
}
