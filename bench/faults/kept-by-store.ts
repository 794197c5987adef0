import { ask, judged } from './ask.ts';
import type { FaultBench } from './bench.ts';
import type { Line } from './line.ts';
import { mockUpstream } from './mock-upstream.ts';
import { RIGHT, remote, routed } from './settings.ts';

const REQUESTS = 20;
/** Long after the last answer was stored. */
const STORED_MS = 500;

interface Row {
  row: number;
  fault: string;
  /** The store of the gateway that asks the model. */
  store: string;
  /** That of the gateway that is asked the same then; the same store unless set. */
  readBy?: string;
  storeTimeoutMs?: number;
  /** How many answers the second has to have from the store. */
  least: number;
  /** Lines that the two may log about the store. */
  mostLines: number;
  /** What one of these lines has to say, where the output of the gateway is to be had. */
  says?: RegExp;
}

/** How many of the answers that one gateway got does another one have from the store? And what does the log say of it? */
export async function keptByStore(bench: FaultBench, wanted: Row): Promise<Line> {
  const { row, fault, store, readBy = store, storeTimeoutMs = 2_000, least, mostLines, says } = wanted;
  const upstream = await bench.own(mockUpstream());
  const logged: string[] = [];
  const bad: string[] = [];
  const askAll = async (url: string) => {
    const gateway = await bench.open(routed({ cloud: remote(upstream.url) }, { cache: { store: url, storeTimeoutMs } }));
    for (let request = 0; request < REQUESTS; request++) {
      const answer = judged(await ask(gateway, { text: `The soup was cold ${request}.`, cache: 'USE' }), RIGHT);
      if (answer !== 'right') bad.push(answer);
    }
    await new Promise((resolve) => setTimeout(resolve, STORED_MS));
    logged.push(
      ...gateway
        .output()
        .split('\n')
        .filter((line) => line.includes('cache.store')),
    );
    await gateway.close();
    return upstream.requests();
  };
  const first = await askAll(store);
  const kept = REQUESTS - ((await askAll(readBy)) - first);
  const isSaid = !says || logged.length === 0 || logged.some((line) => says.test(line));
  return {
    row,
    fault,
    answer: bad[0] ?? 'right',
    code: '',
    attempts: `1 for each of ${REQUESTS}`,
    lateMs: 0,
    sockets: upstream.busySockets(),
    figures: `${kept} of ${REQUESTS} kept, ${logged.length} lines logged`,
    pass: bad.length === 0 && kept >= least && logged.length <= mostLines && isSaid,
  };
}

/** A row whose servers are not installed. */
export function notRun(row: number, fault: string, reason: string): Line {
  return { row, fault, answer: 'not run', code: '', attempts: '', lateMs: 0, sockets: 0, figures: reason, pass: true };
}
