import { rawUpstream } from '../../../test/support/raw-upstream.ts';
import { quantile } from '../../support/figures.ts';
import { ask, judged } from '../ask.ts';
import type { FaultBench, FaultRow } from '../bench.ts';
import type { Line } from '../line.ts';
import { mockUpstream } from '../mock-upstream.ts';
import { RIGHT, remote, routed } from '../settings.ts';

const REQUESTS = 20;
const MAX_ADDED_MS = 50;

/** A second level of the cache that refuses or says nothing from the start: the gateway starts and answers without it. */
export const silentStore: FaultRow = {
  rows: [20],
  async run(bench) {
    const mute = await bench.own(rawUpstream('nothing is said'));
    const closed = await rawUpstream('nothing is said');
    await closed.close();
    const without = await timed(bench, undefined);
    return [
      await lineOf(bench, 'Redis refuses at the start', closed.url, without.medianMs),
      await lineOf(bench, 'Redis says nothing', mute.url, without.medianMs),
    ];
  },
};

async function timed({ open, own }: FaultBench, store: string | undefined) {
  const upstream = await own(mockUpstream());
  const gateway = await open(routed({ cloud: remote(upstream.url) }, { cache: { store } }));
  const latencies: number[] = [];
  const answers: string[] = [];
  for (let request = 0; request < REQUESTS; request++) {
    const reply = await ask(gateway, { text: `The soup was cold ${request}.`, cache: 'USE' });
    latencies.push(reply.latencyMs);
    answers.push(judged(reply, RIGHT));
  }
  await gateway.close();
  latencies.sort((one, other) => one - other);
  return {
    medianMs: quantile(latencies, 0.5),
    mostMs: latencies.at(-1) ?? 0,
    bad: answers.find((answer) => answer !== 'right'),
    calls: upstream.requests() / REQUESTS,
    right: answers.filter((answer) => answer === 'right').length / REQUESTS,
  };
}

async function lineOf(bench: FaultBench, fault: string, url: string, withoutMs: number): Promise<Line> {
  const { medianMs, mostMs, bad, calls, right } = await timed(bench, url.replace('http:', 'redis:'));
  const addedMs = Math.max(0, medianMs - withoutMs);
  return {
    row: 20,
    fault,
    answer: bad ?? 'right',
    code: '',
    attempts: `1 for each of ${REQUESTS}`,
    lateMs: 0,
    sockets: 0,
    upstream: { calls, right },
    figures: `median +${addedMs.toFixed(0)} ms, longest ${mostMs.toFixed(0)} ms`,
    pass: !bad && addedMs <= MAX_ADDED_MS,
  };
}
