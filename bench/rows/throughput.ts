import type { BareOrder, BareReport } from '../processes/bare-engine.ts';
import type { Bench, Line, Row } from '../row.ts';
import { startBareEngine } from '../support/bare-engine.ts';
import type { Rate } from '../support/figures.ts';
import type { StartedGateway } from '../support/gateway.ts';
import { LOCAL, startGateway } from '../support/gateway.ts';
import { interleave } from '../support/interleave.ts';
import { atLeast } from '../support/lines.ts';
import { load } from '../support/load.ts';
import { type BatchTask, batches } from '../support/targets.ts';
import { countOf, TEXTS } from '../support/workload.ts';

interface Match {
  task: BatchTask;
  folder: string;
  output: string;
  texts: BareOrder['texts'];
  unit: BareOrder['unit'];
}

const MATCHES: readonly Match[] = [
  { task: 'sentiment', folder: 'sentiment-minilm', output: 'logits', texts: 'reviews', unit: 'texts' },
  { task: 'classify', folder: 'all-minilm-l6-v2', output: 'sentence_embedding', texts: 'reviews', unit: 'texts' },
  { task: 'translate', folder: 'firefox-en-pt', output: '', texts: 'sentences', unit: 'words' },
];
const BATCH = 100;
/** One batch runs while the next one is read. */
const CONNECTIONS = 2;

/** The whole gateway, worker included, has the one core that the bare loop has. */
export const throughput: Row = {
  name: 'throughput',
  async run(bench) {
    const gateway = await bench.own(startGateway(bench.cores.measured, LOCAL));
    const lines: Line[] = [];
    for (const match of MATCHES) lines.push(await compare(bench, gateway, match));
    return lines;
  },
};

async function compare(
  bench: Bench,
  { graphql: url, pid }: StartedGateway,
  { task, folder, output, texts, unit }: Match,
): Promise<Line> {
  const { rounds, seconds, cores } = bench;
  const bare = await startBareEngine(cores.measured, folder);
  let [asked, looped] = [0, 0];
  try {
    const { ours, others } = await interleave<'ours' | 'others', Rate>(rounds, {
      async ours() {
        const from = asked;
        const target = batches(url, task, (index) => TEXTS[texts](from + index * BATCH, BATCH), 'BYPASS');
        const { requests, perSecond, perCpuSecond } = await load(target, { connections: CONNECTIONS, seconds, pid });
        asked += requests * BATCH;
        const each = countOf(TEXTS[texts](from, requests * BATCH), unit) / requests;
        return { perSecond: perSecond * each, perCpuSecond: perCpuSecond && perCpuSecond * each };
      },
      async others() {
        const order: BareOrder = { texts, output, from: looped, batch: BATCH, unit, seconds };
        const report = (await bare.ask(order)) as BareReport;
        looped += Math.ceil((report.perSecond * seconds) / BATCH) * BATCH;
        return report;
      },
    });
    const what = `${task}, batches of ${BATCH}, nothing cached`;
    return atLeast(0.85, { what, unit, ours, other: 'bare loop', others });
  } finally {
    await bare.end();
  }
}
