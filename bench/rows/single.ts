import type { BareOrder, BareReport } from '../processes/bare-engine.ts';
import type { Row } from '../row.ts';
import { startBareEngine } from '../support/bare-engine.ts';
import { spreadOf, toldSpread } from '../support/figures.ts';
import { LOCAL, startGateway } from '../support/gateway.ts';
import { interleave } from '../support/interleave.ts';
import { load } from '../support/load.ts';
import { sentiments } from '../support/targets.ts';

/** One caller who asks for one text after the other. */
export const single: Row = {
  name: 'single',
  async run(bench) {
    const { rounds, seconds, cores } = bench;
    const gateway = await bench.own(startGateway(cores.measured, LOCAL));
    const bare = await bench.own(startBareEngine(cores.measured, 'sentiment-minilm'));
    let [asked, looped] = [0, 0];
    const { ours, others } = await interleave<'ours' | 'others', number>(rounds, {
      async ours() {
        const target = sentiments(gateway.graphql, (index) => asked + index, 'BYPASS');
        const { requests, medianMs } = await load(target, { connections: 1, seconds });
        asked += requests;
        return medianMs;
      },
      async others() {
        const order: BareOrder = { texts: 'reviews', output: 'logits', from: looped, batch: 1, unit: 'texts', seconds };
        const { perSecond, medianMs } = (await bare.ask(order)) as BareReport;
        looped += Math.ceil(perSecond * seconds);
        return medianMs;
      },
    });
    const rest = spreadOf(ours.map((value, round) => value - 1.5 * (others[round] ?? Number.NaN)));
    return [
      {
        what: 'sentiment, one caller, nothing cached: median',
        measured: `${toldSpread(spreadOf(ours), 'ms')}; bare model ${toldSpread(spreadOf(others), 'ms')}`,
        target: '≤ 1.5 × bare + 1 ms',
        met: rest.median <= 1,
        figures: { ours, others },
      },
    ];
  },
};
