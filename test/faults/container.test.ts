/** The gateway as a container runs it: with a limit of memory, and as the first process. What this machine cannot do is skipped, with the reason. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { packageRoot } from '../../src/config/package-root.ts';
import { limitMemory } from '../support/memory-limit.ts';

const MB = 1_000_000;
const GATEWAY = [process.execPath, join(packageRoot, 'dist', 'cli', 'main.js'), 'serve', '--port', '0'];

/** Why something cannot be done here; empty where it can. */
function reasonAgainst(attempt: () => void): string {
  try {
    attempt();
    return '';
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}

const withoutGroups = reasonAgainst(() => limitMemory(500 * MB).remove());
const withoutNamespaces = reasonAgainst(() => {
  const { status, stderr } = spawnSync('unshare', ['--pid', '--fork', '--mount-proc', 'true'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr || 'there is no `unshare`');
});
if (withoutGroups) console.log(`A limit of memory is not tried: ${withoutGroups}`);
if (withoutNamespaces) console.log(`The first process of a container is not tried: ${withoutNamespaces}`);

beforeAll(() => {
  execFileSync(process.execPath, [join(packageRoot, 'scripts', 'build.js'), '--stale'], { stdio: 'ignore' });
});

interface Started {
  child: ChildProcess;
  output(): string;
  exit: Promise<unknown[]>;
}

function start(command: readonly string[]): Started {
  const [file = '', ...rest] = command;
  const child = spawn(file, rest, { cwd: packageRoot, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece) => (output += piece));
  const exit = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  return { child, output: () => output, exit };
}

const addressIn = (output: string) => /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0];
const PATIENCE = { timeout: 100_000, interval: 50 };

async function addressOf({ output }: Started): Promise<string> {
  await expect.poll(() => addressIn(output()), PATIENCE).toBeDefined();
  return addressIn(output()) ?? '';
}

async function ask(url: string, text: string): Promise<unknown> {
  const query = `{ sentiment(input: { text: ${JSON.stringify(text)} }) { ... on Sentiment { label } ... on Error { code } } translate(input: { text: "Good morning.", source: "en", target: "pt" }) { ... on Translation { text } ... on Error { code } } }`;
  const headers = { 'content-type': 'application/json' };
  return (await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) })).json();
}

const RIGHT = { data: { sentiment: { label: 'POSITIVE' }, translate: { text: 'Bom dia.' } } };

describe.skipIf(withoutGroups !== '')('with a limit of memory', () => {
  const startWithin = (bytes: number) => {
    const limit = limitMemory(bytes);
    // The last to be set up is the first to be ended: no process may be left in the group.
    onTestFinished(() => vi.waitFor(limit.remove, 10_000));
    return { limit, started: start(['sh', '-c', `echo $$ > ${limit.procs}; exec "$@"`, 'sh', ...GATEWAY]) };
  };

  it.each([1_000, 500])('of %d MB it serves the models of the package, and nothing is killed', async (megabytes) => {
    const { limit, started } = startWithin(megabytes * MB);
    const url = await addressOf(started);
    for (let time = 0; time < 5; time++) expect(await ask(url, `I love it, ${time} times.`)).toEqual(RIGHT);
    expect(limit.kills()).toBe(0);
  });

  it('of 300 MB, which is too little for them, it says so', async () => {
    const { limit, started } = startWithin(300 * MB);
    await expect.poll(started.output, PATIENCE).toMatch(/"event":"worker".*short of memory/);
    expect(limit.kills()).toBeGreaterThan(0);
  });
});

describe.skipIf(withoutNamespaces !== '')('as the first process of a container', () => {
  it('it answers, ends when it is asked to, and leaves no process', async () => {
    const started = start(['unshare', '--pid', '--fork', '--kill-child', '--mount-proc', ...GATEWAY]);
    expect(await ask(await addressOf(started), 'I love it.')).toEqual(RIGHT);
    const [first] = childrenOf(started.child.pid);
    const workers = childrenOf(first);
    expect(workers.length).toBeGreaterThan(0);
    process.kill(first ?? 0, 'SIGTERM');
    expect(await started.exit).toEqual([0, null]);
    for (const worker of workers) expect(() => process.kill(worker, 0)).toThrow('ESRCH');
  });
});

/** The processes that one has started, by their ids here. */
function childrenOf(parent: number | undefined): number[] {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(parent)], { encoding: 'utf8' });
  return stdout.split('\n').map(Number).filter(Boolean);
}
