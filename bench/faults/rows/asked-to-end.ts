import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { packageRoot } from '../../../src/config/package-root.ts';
import { ask, judged, type Reply } from '../ask.ts';
import type { FaultBench, FaultRow } from '../bench.ts';
import type { Line } from '../line.ts';
import { mockUpstream, right } from '../mock-upstream.ts';
import { RIGHT, remote, routed } from '../settings.ts';

const SHELLS = ['dash', 'bash'];
/** So long the request goes on after the signal: longer than whoever passes signals on takes for it, shorter than another is taken for impatience. */
const UNDER_WAY_MS = 900;
const PATIENCE_MS = 60_000;

/** Sends SIGTERM as one process manager or another does. */
type Way = (npm: ChildProcess) => void;

const groupOf = (npm: ChildProcess) => -(npm.pid ?? 0);

const WAYS: Readonly<Record<string, Way>> = {
  'the process group': (npm) => process.kill(groupOf(npm), 'SIGTERM'),
  npm: (npm) => npm.kill('SIGTERM'),
  'npm as the first process of a container': (npm) => {
    npm.once('exit', () => endGroup(npm)); // the kernel ends all others with the first
    npm.kill('SIGTERM');
  },
  'the process itself': (npm) => process.kill(childOf(npm), 'SIGTERM'),
};

/** `npm start` asked to end in eight ways with a request under way: it is answered, and nothing is left behind. */
export const askedToEnd: FaultRow = {
  rows: [26],
  async run(bench) {
    if (process.platform !== 'linux') return [];
    const lines: Line[] = [];
    for (const shell of SHELLS.filter((name) => spawnSync(name, ['-c', 'true']).status === 0))
      lines.push(...(await Promise.all(Object.entries(WAYS).map((way) => ending(bench, shell, way)))));
    return lines;
  },
};

async function ending({ own }: FaultBench, shell: string, [name, end]: [string, Way]): Promise<Line> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const upstream = await own(mockUpstream((question, time) => released.then(() => right(question, time))));
  const started = await own(
    startNpm(shell, routed({ slow: remote(upstream.url, { attemptMs: PATIENCE_MS, idleMs: PATIENCE_MS }) })),
  );
  const asked = ask(
    { ...started, output: () => '', peakBytes: () => undefined },
    { text: 'The soup was cold.', timeoutMs: 30_000 },
  );
  while (upstream.busySockets() === 0) await sleep(10);
  end(started.npm);
  await sleep(UNDER_WAY_MS);
  release();
  const reply = await asked;
  return lineOf(`SIGTERM to ${name}, npm start by ${shell}`, reply, await started.ended);
}

function lineOf(fault: string, reply: Reply, { code, left }: Ended): Line {
  const answer = judged(reply, RIGHT);
  return {
    row: 26,
    fault,
    answer,
    code: reply.code ?? '',
    attempts: '1',
    lateMs: 0,
    sockets: 0,
    figures: `npm ended with ${code}; processes left: ${left}`,
    pass: answer === 'right' && code === 0 && left === 0,
  };
}

interface Ended {
  code: number | null;
  left: number;
}

interface Started {
  npm: ChildProcess;
  url: string;
  ended: Promise<Ended>;
  close(): Promise<void>;
}

/** `npm start` in a process group of its own. */
async function startNpm(shell: string, settings: object): Promise<Started> {
  const folder = mkdtempSync(join(tmpdir(), 'lingraph-npm-'));
  const file = join(folder, 'lingraph.yaml');
  writeFileSync(file, JSON.stringify(settings));
  const npm = spawn('npm', ['start', '--', '--port', '0', '--config', file], {
    cwd: packageRoot,
    detached: true,
    env: { ...process.env, npm_config_script_shell: `/bin/${shell}` },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(npm, 'exit').then(async ([code]) => ({ code, left: await leftOf(npm) }));
  const url = await addressOf(npm);
  return {
    npm,
    url,
    ended,
    async close() {
      endGroup(npm);
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

async function addressOf(npm: ChildProcess): Promise<string> {
  let output = '';
  for await (const chunk of npm.stdout ?? []) {
    output += chunk;
    const [, address] = /at (http:\/\/\S+)\/graphql/.exec(output) ?? [];
    if (address) return address;
  }
  throw new Error(`npm start ended: ${output}`);
}

function childOf(npm: ChildProcess): number {
  return Number(readFileSync(`/proc/${npm.pid}/task/${npm.pid}/children`, 'utf8').trim().split(' ')[0]);
}

/** How many processes of its group outlive npm by more than a second or so. */
async function leftOf(npm: ChildProcess): Promise<number> {
  for (let look = 0; look < 100; look++) {
    if (membersOf(npm) === 0) return 0;
    await sleep(20);
  }
  return membersOf(npm);
}

function membersOf({ pid }: ChildProcess): number {
  const listed = spawnSync('ps', ['-e', '-o', 'pgid=,stat='], { encoding: 'utf8' }).stdout;
  return listed.split('\n').filter((row) => row.trim().startsWith(`${pid} `) && !row.includes('Z')).length;
}

function endGroup(npm: ChildProcess): void {
  try {
    process.kill(groupOf(npm), 'SIGKILL');
  } catch {
    // nothing is left of it
  }
}
