import { type Fault, rawUpstream } from '../../../test/support/raw-upstream.ts';
import { ask } from '../ask.ts';
import type { FaultBench, FaultRow, TestGateway } from '../bench.ts';
import type { Line } from '../line.ts';
import { listen } from '../listen.ts';
import { remote, routed } from '../settings.ts';
import { socketsLeft } from '../sockets-left.ts';

const STAYS_MS = 100;
const PROMPT_MS = 250;

type Asking = (gateway: TestGateway, signal: AbortSignal) => Promise<unknown>;

/** A caller who leaves after 100 ms: nothing is asked on its behalf any more. */
export const clientGone: FaultRow = {
  rows: [14],
  run: async (bench) => [
    await leaving(bench, 'the caller leaves after 100 ms', 'nothing is said', (gateway, signal) =>
      ask(gateway, { text: 'The soup was cold.', timeoutMs: 20_000, signal }),
    ),
    await leaving(bench, 'the listener leaves after 100 ms', 'the stream stalls', (gateway, signal) =>
      listen(gateway, { text: 'The soup was cold.', timeoutMs: 20_000, signal }),
    ),
  ],
};

async function leaving({ open, own }: FaultBench, name: string, fault: Fault, asking: Asking): Promise<Line> {
  const sick = await own(rawUpstream(fault));
  const gateway = await open(routed({ sick: remote(sick.url, { attemptMs: 60_000, idleMs: 60_000 }) }));
  const caller = new AbortController();
  const asked = asking(gateway, caller.signal);
  await new Promise((resolve) => setTimeout(resolve, STAYS_MS));
  // On a machine that is busy the upstream may hear of it later.
  for (let again = 0; again < 200 && sick.requests() === 0; again++) await new Promise((resolve) => setTimeout(resolve, 25));
  const left = performance.now();
  caller.abort();
  await asked;
  const sockets = await socketsLeft(sick);
  const closedMs = (sick.lastClosed() ?? Number.POSITIVE_INFINITY) - left;
  return {
    row: 14,
    fault: name,
    answer: 'nobody to hear it',
    code: '',
    attempts: String(sick.requests()),
    lateMs: 0,
    sockets,
    upstream: { calls: sick.requests(), right: 0 },
    figures: `upstream closed after ${closedMs.toFixed(0)} ms`,
    pass: sick.requests() === 1 && sockets === 0 && closedMs < PROMPT_MS,
  };
}
