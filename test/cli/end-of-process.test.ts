/** How the process ends, and what it lives through: the built command, sent signals while a request is under way. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { remote } from '../../bench/faults/settings.ts';
import { rawUpstream } from '../support/raw-upstream.ts';

/** Built by `npm test` before the tests. */
const MAIN = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'main.js');

/** Faults at a signal's call: an `error` that nobody listens to, a rejection that nobody waits for, and a line that throws. */
const FAULTS = `import net from 'node:net';
process.on('SIGUSR2', () => new net.Socket().emit('error', Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })));
process.on('SIGWINCH', () => void Promise.reject(new Error('nobody waits')));
process.on('SIGCONT', () => { throw new TypeError('half done'); });`;

/** Each test starts processes, which takes long where many others run. */
const PATIENCE_MS = 180_000;

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

interface Started {
  child: ChildProcess;
  url: string;
  err(): string;
  ended: Promise<{ code: number | null; signal: string | null }>;
}

async function start(backend: object): Promise<Started> {
  const folder = mkdtempSync(join(tmpdir(), 'lingraph-end-'));
  ends.push(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'lingraph.yaml');
  writeFileSync(file, JSON.stringify({ backends: { one: backend } }));
  const faults = `--import=data:text/javascript,${encodeURIComponent(FAULTS)}`;
  const child = spawn(process.execPath, [faults, MAIN, 'serve', '--port', '0', '--config', file], { stdio: 'pipe' });
  ends.push(() => child.kill('SIGKILL'));
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }));
  const isUp = vi.waitFor(() => expect(out).toContain('/graphql'), 60_000);
  await Promise.race([isUp, ended.then(({ code }) => Promise.reject(new Error(`It ended with ${code}: ${err}`)))]);
  return { child, url: /at (\S+\/graphql)/.exec(out)?.[1] ?? '', err: () => err, ended };
}

/** A gateway with a request under way that is answered only once `answer` is called. */
async function busy() {
  let answer = () => {};
  const isOver = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const upstream = await rawUpstream((socket) => void isOver.then(() => socket.resetAndDestroy()));
  ends.push(upstream.close);
  const started = await start({ ...remote(upstream.url, { attemptMs: 60_000 }), maxBatch: 1 });
  const asked = ask(started.url).catch(() => 'cut');
  await vi.waitFor(() => expect(upstream.requests()).toBe(1), 60_000);
  const signal = async (name: NodeJS.Signals) => {
    started.child.kill(name);
    await vi.waitFor(() => expect(started.err()).toContain('Finishing the requests under way'), 60_000);
  };
  return { ...started, asked, signal, answer };
}

async function ask(url: string): Promise<string | undefined> {
  const query = '{ sentiment(input: { text: "The soup was cold.", language: "en" }) { ... on Error { code } } }';
  const headers = { 'content-type': 'application/json' };
  const reply = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
  const { data } = (await reply.json()) as { data: { sentiment: { code?: string } } };
  return data.sentiment.code;
}

const eventsIn = (err: string) =>
  err
    .split('\n')
    .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as { event: string; ends: boolean; stack: string }] : []));

describe('a server that is asked to end', { timeout: PATIENCE_MS }, () => {
  it.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)('by %s finishes what is under way, and ends with 0', async (name) => {
    const { signal, answer, asked, ended } = await busy();
    await signal(name);
    answer();
    expect(await asked).toMatch(/^UPSTREAM_/);
    expect(await ended).toEqual({ code: 0, signal: null });
  });

  it('goes on finishing when it is told of the same end again at once', async () => {
    const { child, signal, answer, asked, ended } = await busy();
    await signal('SIGTERM');
    for (const name of ['SIGTERM', 'SIGHUP'] as const) child.kill(name);
    answer();
    expect(await asked).toMatch(/^UPSTREAM_/);
    expect(await ended).toEqual({ code: 0, signal: null });
  });

  it('ends at once at Ctrl-C, and at any signal a second later', async () => {
    const impatient = await busy();
    await impatient.signal('SIGINT');
    impatient.child.kill('SIGINT');
    expect(await impatient.ended).toEqual({ code: 130, signal: null });
    const repeated = await busy();
    await repeated.signal('SIGTERM');
    const again = setInterval(() => repeated.child.kill('SIGTERM'), 300);
    expect(await repeated.ended).toEqual({ code: 143, signal: null });
    clearInterval(again);
    expect([await impatient.asked, await repeated.asked]).toEqual(['cut', 'cut']);
  });

  it.skipIf(process.platform !== 'linux')('by SIGHUP to the whole group leaves no worker behind', async () => {
    const { child, ended } = await start({ kind: 'onnx', workers: 1 });
    const workers = childrenOf(child.pid!);
    expect(workers).toHaveLength(1);
    for (const pid of [child.pid!, ...workers]) process.kill(pid, 'SIGHUP');
    expect(await ended).toEqual({ code: 0, signal: null });
    await vi.waitFor(() => expect(workers.filter(isAlive)).toEqual([]), 60_000);
  });
});

describe('an error that nobody caught', { timeout: PATIENCE_MS }, () => {
  it('is logged and ends nothing when it is of one connection', async () => {
    const { child, err, ended, url } = await busy();
    child.kill('SIGUSR2');
    child.kill('SIGWINCH');
    await vi.waitFor(() => expect(eventsIn(err())).toHaveLength(2), 60_000);
    const told = eventsIn(err()).map(({ event, ends: doesEnd, stack }) => `${event} ${doesEnd} ${stack.split('\n')[0]}`);
    expect(told.sort()).toEqual(['uncaught false Error: nobody waits', 'uncaught false Error: read ECONNRESET']);
    expect((await fetch(url.replace('graphql', 'healthz'))).status).toBe(200);
    child.kill('SIGKILL');
    expect((await ended).signal).toBe('SIGKILL');
  });

  it('ends the process when code was left in the middle, once what is under way is answered', async () => {
    const { child, err, answer, asked, ended } = await busy();
    child.kill('SIGCONT');
    await vi.waitFor(() => expect(eventsIn(err())).toMatchObject([{ event: 'uncaught', ends: true }]), 60_000);
    answer();
    expect(await asked).toMatch(/^UPSTREAM_/);
    expect(await ended).toEqual({ code: 1, signal: null });
  });
});

const childrenOf = (pid: number) => {
  const tasks = readdirSync(`/proc/${pid}/task`).map((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8'));
  return tasks.join(' ').split(' ').filter(Boolean).map(Number);
};

function isAlive(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
