import { rawUpstream } from '../../../test/support/raw-upstream.ts';
import { quantile } from '../../support/figures.ts';
import { reviewSentence } from '../../support/texts.ts';
import { ask } from '../ask.ts';
import type { FaultRow, TestGateway } from '../bench.ts';
import { remote, routed } from '../settings.ts';
import { socketsLeft } from '../sockets-left.ts';

const ROUNDS = 8;
const REQUESTS = 50;
const CALLERS = 40;
const MOST_RATIO = 1.1;
/** Below this a difference of p99 is the machine's. */
const NOISE_MS = 5;

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
    const quiet: number[] = [];
    const flooded: number[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      quiet.push(...(await local(gateway, round)));
      const stop = flood(gateway);
      flooded.push(...(await local(gateway, -round)));
      await stop();
    }
    const p99 = (samples: number[]) =>
      quantile(
        samples.toSorted((one, other) => one - other),
        0.99,
      );
    const p50 = (samples: number[]) =>
      quantile(
        samples.toSorted((one, other) => one - other),
        0.5,
      );
    const ratio = p99(flooded) / p99(quiet);
    const sockets = await socketsLeft(sick);
    const isFlat = ratio <= MOST_RATIO || p99(flooded) - p99(quiet) < NOISE_MS;
    return [
      {
        row: 19,
        fault: `${CALLERS} callers wait for a silent backend; others ask the local models`,
        answer: 'right',
        code: '',
        attempts: `${ROUNDS * REQUESTS} local`,
        lateMs: 0,
        sockets,
        figures: `p99 ${p99(flooded).toFixed(1)} ms to ${p99(quiet).toFixed(1)} ms (×${ratio.toFixed(2)}), median ${p50(flooded).toFixed(1)} ms to ${p50(quiet).toFixed(1)} ms`,
        pass: isFlat && sockets === 0,
      },
    ];
  },
};

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
