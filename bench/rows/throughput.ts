import type { BareOrder, BareReport } from '../processes/bare-engine.ts';
import type { Bench, Line, Row } from '../row.ts';
import { startBareEngine } from '../support/bare-engine.ts';
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
    for (const match of MATCHES) lines.push(await compare(bench, gateway.graphql, match));
    return lines;
  },
};

async function compare(bench: Bench, url: URL, { task, folder, output, texts, unit }: Match): Promise<Line> {
  const { rounds, seconds, cores } = bench;
  const bare = await startBareEngine(cores.measured, folder);
  let [asked, looped] = [0, 0];
  try {
    const { ours, others } = await interleave<'ours' | 'others', number>(rounds, {
      async ours() {
        const from = asked;
        const target = batches(url, task, (index) => TEXTS[texts](from + index * BATCH, BATCH), 'BYPASS');
        const { requests, perSecond } = await load(target, { connections: CONNECTIONS, seconds });
        asked += requests * BATCH;
        return perSecond * (countOf(TEXTS[texts](from, requests * BATCH), unit) / requests);
      },
      async others() {
        const order: BareOrder = { texts, output, from: looped, batch: BATCH, unit, seconds };
        const { perSecond } = (await bare.ask(order)) as BareReport;
        looped += Math.ceil((perSecond * seconds) / BATCH) * BATCH;
        return perSecond;
      },
    });
    const what = `${task}, batches of ${BATCH}, nothing cached`;
    return atLeast(0.85, { what, unit: `${unit}/s`, ours, other: 'bare loop', others });
  } finally {
    await bare.end();
  }
}
