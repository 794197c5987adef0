import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { packageRoot } from '../../../src/config/package-root.ts';
import { deployBlock, deployHere } from '../../../test/support/deploy-block.ts';
import { freePort, proxyMissing, startHaproxy, startNginx, type TestProxy } from '../../../test/support/proxies.ts';
import { type Child, startChild } from '../../support/child.ts';
import { ask, judged, type Reply } from '../ask.ts';
import type { FaultBench, FaultRow } from '../bench.ts';
import type { Line } from '../line.ts';
import { mockUpstream } from '../mock-upstream.ts';
import { RIGHT, remote, routed } from '../settings.ts';

const SCRIPT = join(packageRoot, 'dist', 'cli', 'main.js');
const ASKERS = 16;
const PAUSE_MS = 10;
const LOOK_MS = 50;

interface Balancer {
  name: 'nginx' | 'haproxy';
  /** Where it listens on the page. */
  front: number;
  start(port: number, settings: string): Promise<TestProxy>;
}

const BALANCERS: readonly Balancer[] = [
  { name: 'haproxy', front: 8080, start: startHaproxy },
  { name: 'nginx', front: 443, start: startNginx },
];

/** Two processes behind balancers, set up as the page on serving others says, are restarted one after the other: no request is lost. */
export const rollingRestart: FaultRow = {
  rows: [26],
  async run(bench) {
    const present = BALANCERS.filter(({ name }) => {
      const missing = proxyMissing(name);
      if (missing) process.stderr.write(`rolling restart behind ${name} skipped: ${missing}\n`);
      return !missing;
    });
    return present.length > 0 ? restarting(bench, present) : [];
  },
};

async function restarting({ own }: FaultBench, balancers: readonly Balancer[]): Promise<Line[]> {
  const upstream = await own(mockUpstream());
  const settings = routed({ cloud: remote(upstream.url, { attemptMs: 20_000, idleMs: 20_000 }) }, parse(deployBlock('rolling')));
  const [one, two] = [await freePort(), await freePort()];
  const processes = await Promise.all([one, two].map((port) => own(startProcess(port, settings))));
  const loads = await Promise.all(
    balancers.map(async ({ name, front, start }) => {
      const port = await freePort();
      const page = deployHere(deployBlock(`${name}-rolling`), { 4001: one, 4002: two, [front]: port });
      return askOnAndOn(name, (await own(start(port, page))).url);
    }),
  );
  for (const process of processes) {
    await process.isAskedBy(balancers);
    await process.restart();
    await process.isAskedBy(balancers);
  }
  return Promise.all(loads.map(async (load, place) => lineOf(balancers[place]?.name ?? '', await load())));
}

function lineOf(name: string, replies: readonly Reply[]): Line {
  const lost = replies.filter((reply) => judged(reply, RIGHT) !== 'right');
  return {
    row: 26,
    fault: `two processes behind ${name} are restarted one after the other`,
    answer: lost.length === 0 ? 'right' : 'error',
    code: [...new Set(lost.map(({ code, body }) => code ?? body.slice(0, 40).replaceAll(/[|\n]/g, ' ')))].join(', '),
    attempts: '',
    lateMs: 0,
    sockets: 0,
    figures: `${lost.length} of ${replies.length} requests lost`,
    pass: lost.length === 0 && replies.length > ASKERS,
  };
}

/** Asks through the proxy until it is told to stop, then gives all replies. The ids of the requests begin with the name. */
function askOnAndOn(name: string, url: string): () => Promise<Reply[]> {
  const gateway = { url, output: () => '', peakBytes: () => undefined, close: async () => {} };
  let isOver = false;
  let asked = 0;
  const send = async (graphql: URL, body: string, signal: AbortSignal) => {
    const headers = { 'content-type': 'application/json', 'x-request-id': `${name}.${asked++}` };
    return fetch(graphql, { method: 'POST', headers, body, signal }).then((reply) => reply.text(), String);
  };
  const asker = async () => {
    const replies: Reply[] = [];
    while (!isOver) {
      replies.push(await ask(gateway, { text: 'The soup was cold.', cache: 'USE', timeoutMs: 20_000 }, send));
      await sleep(PAUSE_MS);
    }
    return replies;
  };
  const asking = Array.from({ length: ASKERS }, asker);
  return async () => {
    isOver = true;
    return (await Promise.all(asking)).flat();
  };
}

async function requestsOf(port: number): Promise<string[]> {
  const body = JSON.stringify({ query: '{ requests { nodes { requestId } } }' });
  const headers = { 'content-type': 'application/json' };
  const reply = await fetch(`http://127.0.0.1:${port}/graphql`, { method: 'POST', headers, body });
  const { data } = (await reply.json()) as { data: { requests: { nodes: { requestId: string }[] } } };
  return data.requests.nodes.map(({ requestId }) => requestId);
}

/** A gateway on a port that it has again after a restart. */
async function startProcess(port: number, settings: object) {
  const folder = mkdtempSync(join(tmpdir(), 'lingraph-rolling-'));
  const file = join(folder, 'lingraph.yaml');
  writeFileSync(file, JSON.stringify(settings));
  const launch = async (): Promise<Child> => {
    const child = startChild([], SCRIPT, ['serve', '--port', String(port), '--config', file]);
    await child.written(/\/graphql/);
    return child;
  };
  let child = await launch();
  return {
    async restart() {
      await child.end();
      child = await launch();
    },
    /** Resolves once each balancer sends it requests. */
    async isAskedBy(balancers: readonly Balancer[]) {
      const isAsked = async () => {
        const ids = await requestsOf(port);
        return balancers.every(({ name }) => ids.some((id) => id.startsWith(name)));
      };
      while (!(await isAsked())) await sleep(LOOK_MS);
    },
    async close() {
      await child.end();
      rmSync(folder, { recursive: true });
    },
  };
}
