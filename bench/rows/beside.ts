import { join, resolve } from 'node:path';
import type { Bench, Line, Row } from '../row.ts';
import type { Rate } from '../support/figures.ts';
import { LOCAL, remoteOnly, type StartedGateway, startGateway } from '../support/gateway.ts';
import { interleave } from '../support/interleave.ts';
import { atLeast, skipped } from '../support/lines.ts';
import { load, type Target } from '../support/load.ts';
import { startUpstream } from '../support/servers.ts';
import { batches, hello, neverTwice, repeated, sentiments } from '../support/targets.ts';
import { reviewText, textsFrom } from '../support/texts.ts';

const MIN = 0.98;
const WHAT = 'this build beside another';

/** What is asked of both builds, made anew for each. */
interface Match {
  what: string;
  connections: number;
  targetOf(url: URL): Target;
  /** Requests that fill the cache before. */
  warm?: number;
}

const ON_LOCAL: readonly Match[] = [
  { what: 'hello, 32 connections', connections: 32, targetOf: (url) => hello(url, '__typename') },
  {
    what: 'sentiment, cached, 32 connections',
    connections: 32,
    targetOf: (url) =>
      repeated(
        sentiments(url, (index) => index),
        100,
      ),
    warm: 100,
  },
  {
    what: 'sentiment, lists of 50, all cached, 8 connections',
    connections: 8,
    targetOf: (url) =>
      repeated(
        batches(url, 'sentiment', (index) => textsFrom(index * 50, 50, reviewText), 'USE'),
        4,
      ),
    warm: 4,
  },
  ...(['sentiment', 'classify'] as const).map((task) => ({
    what: `${task}, batches of 100, nothing cached`,
    connections: 2,
    targetOf: (url: URL) => batches(url, task, (index) => textsFrom(index * 100, 100, reviewText), 'BYPASS'),
  })),
];
const ON_REMOTE: readonly Match[] = [1, 16].map((connections) => ({
  what: `a miss to an instant upstream, ${connections} connections`,
  connections,
  targetOf: neverTwice,
}));

/** This build and another take turns: no figure may fall. */
export const beside: Row = {
  name: 'beside',
  async run(bench) {
    if (bench.beside === undefined) return [skipped(WHAT, `≥ ${MIN} ×`, 'name the other build with --beside')];
    const upstream = await bench.own(startUpstream(bench.cores.load));
    const lines: Line[] = [];
    lines.push(
      ...(await compare(bench, LOCAL, ON_LOCAL)),
      ...(await compare(bench, settingsOf(remoteOnly(upstream.url)), ON_REMOTE)),
    );
    return lines;
  },
};

/** Only what builds of all versions call the same. */
const settingsOf = ({ backends }: ReturnType<typeof remoteOnly>) => ({ backends });

async function compare(bench: Bench, settings: object, matches: readonly Match[]): Promise<Line[]> {
  const { cores, beside: folder = '' } = bench;
  const script = join(resolve(folder), 'cli', 'main.js');
  const ours = await bench.own(startGateway(cores.measured, settings));
  const others = await bench.own(startGateway(cores.measured, settings, script));
  const lines: Line[] = [];
  for (const match of matches) lines.push(await compareIn(bench, match, ours, others));
  return lines;
}

async function compareIn(
  { rounds, seconds }: Bench,
  { what, connections, targetOf, warm }: Match,
  ours: StartedGateway,
  others: StartedGateway,
): Promise<Line> {
  const askerOf = async ({ graphql, pid }: StartedGateway) => {
    const target = targetOf(graphql);
    if (warm !== undefined) await load(target, { connections: 1, requests: warm });
    return () => load(target, { connections, seconds, pid });
  };
  const contestants = { ours: await askerOf(ours), others: await askerOf(others) };
  const rates = await interleave<'ours' | 'others', Rate>(rounds, contestants);
  return atLeast(MIN, { what, unit: 'requests', ours: rates.ours, other: 'the other build', others: rates.others });
}
