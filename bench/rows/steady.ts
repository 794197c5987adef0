import type { Line, Row } from '../row.ts';
import { told } from '../support/figures.ts';
import { LOCAL, startGateway } from '../support/gateway.ts';
import { load } from '../support/load.ts';
import { steadyLoad } from '../support/open-loop.ts';
import { residentBytes } from '../support/resident-bytes.ts';
import { repeated, sentiments } from '../support/targets.ts';

const SHARE = 0.8;
const TEXTS = 100;
const TIMES_MEDIAN = 10;
/** What garbage that is not yet collected may add. */
const GROWTH = 1.2;

/** At 80 % of the peak for a while: does anybody wait long, and does memory stay where it is? */
export const steady: Row = {
  name: 'steady',
  async run(bench) {
    const { seconds, steadySeconds, cores } = bench;
    const gateway = await bench.own(startGateway(cores.measured, LOCAL));
    const target = repeated(
      sentiments(gateway.graphql, (index) => index),
      TEXTS,
    );
    await load(target, { connections: 1, requests: TEXTS });
    await load(target, { connections: 32, seconds });
    const { perSecond: peak } = await load(target, { connections: 32, seconds });
    const before = residentBytes(gateway.pid).main;
    const { sent, failed, medianMs, p99Ms, mostMs } = await steadyLoad(target, SHARE * peak, steadySeconds);
    const after = residentBytes(gateway.pid).main;
    const lines: Line[] = [
      {
        what: `cached sentiment at 80 % of the peak for ${steadySeconds} s (${told(SHARE * peak)} req/s)`,
        measured: `median ${told(medianMs)} ms, p99 ${told(p99Ms)} ms, most ${told(mostMs)} ms, ${failed} of ${told(sent)} failed`,
        target: 'p99 ≤ 10 × median, no failure',
        met: failed === 0 && p99Ms <= TIMES_MEDIAN * medianMs,
        figures: { peak, sent, failed, medianMs, p99Ms, mostMs },
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
