import { type Fault, rawUpstream } from '../../../test/support/raw-upstream.ts';
import { ask, callsOf, judged } from '../ask.ts';
import type { FaultBench, FaultRow } from '../bench.ts';
import type { Line } from '../line.ts';
import { RIGHT, remote, routed } from '../settings.ts';
import { socketsLeft } from '../sockets-left.ts';

const MAX_BYTES = 60_000_000;

/** A body without end, a megabyte each millisecond, as it is or in a thousandth of the bytes: reading stops at the cap. */
export const endless: FaultRow = {
  rows: [11],
  async run(bench) {
    return [await poured(bench, 'the body never ends'), await poured(bench, 'a compressed reply unfolds without end')];
  },
};

async function poured({ open, own }: FaultBench, fault: Fault): Promise<Line> {
  const sick = await own(rawUpstream(fault));
  const gateway = await open(routed({ sick: remote(sick.url) }));
  gateway.peakBytes();
  const before = gateway.peakBytes();
  const reply = await ask(gateway, { text: 'The soup was cold.' });
  const after = gateway.peakBytes();
  const sockets = await socketsLeft(sick);
  const grown = before === undefined || after === undefined ? undefined : after - before;
  const answer = judged(reply, RIGHT);
  const isTold = answer === 'error' && reply.code === 'UPSTREAM_INVALID';
  return {
    row: 11,
    fault,
    answer,
    code: reply.code ?? '',
    attempts: String(callsOf(reply)),
    lateMs: reply.lateMs,
    sockets,
    upstream: { calls: sick.requests(), right: 0 },
    figures: `${Math.round(reply.latencyMs)} ms, peak memory +${grown === undefined ? '?' : (grown / 1e6).toFixed(0)} MB`,
    pass: isTold && (grown ?? 0) < MAX_BYTES && reply.lateMs === 0 && sockets === 0,
  };
}
