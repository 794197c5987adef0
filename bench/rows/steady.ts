import type { Bench, Line, Row } from '../row.ts';
import { spreadOf, told, toldSpread } from '../support/figures.ts';
import { LOCAL, startGateway } from '../support/gateway.ts';
import { load, type Target } from '../support/load.ts';
import { type SteadyResult, steadyLoad } from '../support/open-loop.ts';
import { residentBytes } from '../support/resident-bytes.ts';
import { startBareHttp } from '../support/servers.ts';
import { repeated, sentiments } from '../support/targets.ts';

const SHARE = 0.8;
const TEXTS = 100;
const TIMES_MEDIAN = 10;
/** What garbage that is not yet collected may add. */
const GROWTH = 1.2;

interface Steady extends SteadyResult {
  /** What was sent in a second. */
  rate: number;
}

/**
 * At 80 % of the peak for a while: does anybody wait long, and does memory stay where it is? Beside it the same of the barest
 * server there is, at 80 % of its own peak: where that one makes its callers wait as long, the machine does, not the gateway.
 */
export const steady: Row = {
  name: 'steady',
  async run(bench) {
    const { rounds, cores, steadySeconds } = bench;
    const gateway = await bench.own(startGateway(cores.measured, LOCAL));
    const bare = await bench.own(startBareHttp(cores.measured));
    const targets = [gateway.graphql, new URL(bare.url)].map(keptOf) as [Target, Target];
    for (const target of targets) await warmUp(target, bench);
    const before = residentBytes(gateway.pid).main;
    const [ours, others]: [Steady[], Steady[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      ours.push(await atShare(targets[0], bench));
      others.push(await atShare(targets[1], bench));
    }
    const after = residentBytes(gateway.pid).main;
    const lines: Line[] = [
      {
        what: `cached sentiment at 80 % of the peak for ${steadySeconds} s (${told(spreadOf(ours.map(({ rate }) => rate)).median)} req/s)`,
        measured: toldSteady(ours),
        target: `p99 ≤ ${TIMES_MEDIAN} × median where the bare server keeps it, no failure`,
        met: isMet(ours, others),
        figures: figuresOf(ours),
      },
      {
        what: `Node's bare HTTP server at 80 % of its own peak for ${steadySeconds} s (${told(spreadOf(others.map(({ rate }) => rate)).median)} req/s)`,
        measured: toldSteady(others),
        target: '',
        figures: figuresOf(others),
      },
      {
        what: 'resident memory of the main process, before and after that',
        measured: `${told(before / 1e6)} MB, ${told(after / 1e6)} MB`,
        target: 'flat',
        met: after <= before * GROWTH,
        figures: { before, after },
      },
    ];
    return lines;
  },
};

function keptOf(url: URL): Target {
  return repeated(
    sentiments(url, (index) => index),
    TEXTS,
  );
}

async function warmUp(target: Target, { seconds }: Bench): Promise<void> {
  await load(target, { connections: 1, requests: TEXTS });
  await load(target, { connections: 32, seconds });
}

/** The peak of the moment, then a share of it. */
async function atShare(target: Target, { seconds, steadySeconds }: Bench): Promise<Steady> {
  const { perSecond } = await load(target, { connections: 32, seconds });
  const rate = SHARE * perSecond;
  return { rate, ...(await steadyLoad(target, rate, steadySeconds)) };
}

/** Undefined where it cannot be told: a machine on which the barest server there is does not keep to it. */
function isMet(ours: readonly Steady[], others: readonly Steady[]): boolean | undefined {
  if (sum(ours, 'failed') > 0) return false;
  if (timesMedian(ours).median <= TIMES_MEDIAN) return true;
  return timesMedian(others).median <= TIMES_MEDIAN ? false : undefined;
}

const timesMedian = (runs: readonly Steady[]) => spreadOf(runs.map(({ p99Ms, medianMs }) => p99Ms / medianMs));
const sum = (runs: readonly Steady[], name: keyof Steady) => runs.reduce((total, run) => total + run[name], 0);

function toldSteady(runs: readonly Steady[]): string {
  const toldMs = (name: keyof Steady) => toldSpread(spreadOf(runs.map((run) => run[name])), 'ms');
  const waits = `median ${toldMs('medianMs')}, p99 ${toldMs('p99Ms')}: ${toldSpread(timesMedian(runs), '×')}`;
  return `${waits}; ${sum(runs, 'failed')} of ${told(sum(runs, 'sent'))} failed`;
}

function figuresOf(runs: readonly Steady[]): Line['figures'] {
  const names = ['rate', 'sent', 'failed', 'medianMs', 'p99Ms', 'mostMs'] as const;
  return Object.fromEntries(names.map((name) => [name, runs.map((run) => run[name])]));
}
