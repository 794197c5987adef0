import type { Row } from '../row.ts';
import { type Rate, spreadOf } from '../support/figures.ts';
import { LOCAL, startGateway } from '../support/gateway.ts';
import { interleave } from '../support/interleave.ts';
import { toldRates } from '../support/lines.ts';
import { load } from '../support/load.ts';
import { batches, repeated } from '../support/targets.ts';
import { reviewText, textsFrom } from '../support/texts.ts';

const ITEMS = 50;
const MIN = 3_000;

/** Lists of which every item is kept. */
export const cachedBatch: Row = {
  name: 'batch',
  async run(bench) {
    const { rounds, seconds, cores } = bench;
    const gateway = await bench.own(startGateway(cores.measured, LOCAL));
    const target = repeated(
      batches(gateway.graphql, 'sentiment', (index) => textsFrom(index * ITEMS, ITEMS, reviewText), 'USE'),
      4,
    );
    await load(target, { connections: 1, requests: 4 });
    const { ours } = await interleave<'ours', Rate>(rounds, {
      ours: () => load(target, { connections: 8, seconds, pid: gateway.pid }),
    });
    const each = ours.map(({ perCpuSecond, perSecond }) => perCpuSecond ?? perSecond);
    return [
      {
        what: 'sentiment, lists of 50, all cached, 8 connections',
        measured: toldRates(ours, 'requests'),
        target: `≥ ${MIN.toLocaleString('en-US')} a core-second`,
        met: spreadOf(each).median >= MIN,
        figures: { ours: each },
      },
    ];
  },
};
