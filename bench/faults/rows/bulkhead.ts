import { rawUpstream } from '../../../test/support/raw-upstream.ts';
import { quantile, ratios, spreadOf } from '../../support/figures.ts';
import { reviewSentence } from '../../support/texts.ts';
import { ask } from '../ask.ts';
import type { FaultRow, TestGateway } from '../bench.ts';
import { remote, routed } from '../settings.ts';
import { socketsLeft } from '../sockets-left.ts';

const ROUNDS = 7;
const REQUESTS = 150;
const CALLERS = 40;
const MAX_RATIO = 1.1;

/** Forty callers wait for a remote backend that says nothing: those of the local models do not notice. */
export const bulkhead: FaultRow = {
  rows: [19],
  async run({ open, own }) {
    const sick = await own(rawUpstream('nothing is said'));
    const backends = {
      local: { kind: 'onnx', workers: 1 },
      sick: remote(sick.url, { attemptMs: 60_000, idleMs: 60_000 }),
    };
    const gateway = await open(routed(backends));
    await local(gateway, 0);
    const quiet: number[][] = [];
    const flooded: number[][] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      quiet.push(await local(gateway, round));
      const stop = flood(gateway);
      flooded.push(await local(gateway, -round));
      await stop();
    }
    const ratioAt = (share: number) => spreadOf(ratios(flooded.map(at(share)), quiet.map(at(share)))).median;
    const ratio = ratioAt(0.99);
    const sockets = await socketsLeft(sick);
    return [
      {
        row: 19,
        fault: `${CALLERS} callers wait for a silent backend; others ask the local models`,
        answer: 'right',
        code: '',
        attempts: `${ROUNDS * REQUESTS} local`,
        lateMs: 0,
        sockets,
        figures: [
          `p99 ×${ratio.toFixed(2)} and median ×${ratioAt(0.5).toFixed(2)} of what they are without, medians of ${ROUNDS} rounds`,
          `p99 ${at(0.99)(flooded.flat()).toFixed(0)} ms to ${at(0.99)(quiet.flat()).toFixed(0)} ms`,
        ].join('; '),
        pass: ratio <= MAX_RATIO && sockets === 0,
      },
    ];
  },
};

const at = (share: number) => (samples: readonly number[]) =>
  quantile(
    samples.toSorted((one, other) => one - other),
    share,
  );

async function local(gateway: TestGateway, round: number): Promise<number[]> {
  const latencies: number[] = [];
  for (let request = 0; request < REQUESTS; request++) {
    const { label, latencyMs, body } = await ask(gateway, { text: reviewSentence(round * 1_000 + request), backend: 'local' });
    if (label === undefined) throw new Error(`no answer of the local model: ${body.slice(0, 200)}`);
    latencies.push(latencyMs);
  }
  return latencies;
}

/** Callers who wait until they are told to leave. */
function flood(gateway: TestGateway): () => Promise<unknown> {
  const leave = new AbortController();
  const waiting = Array.from({ length: CALLERS }, (_, place) =>
    ask(gateway, { text: `The soup was cold ${place}.`, backend: 'sick', timeoutMs: 29_000, signal: leave.signal }),
  );
  return () => {
    leave.abort();
    return Promise.all(waiting);
  };
}
