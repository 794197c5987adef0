import { rawUpstream } from '../../../test/support/raw-upstream.ts';
import { ask, callsOf, judged, type Reply } from '../ask.ts';
import type { FaultBench, FaultRow } from '../bench.ts';
import type { Line } from '../line.ts';
import { mockUpstream, right, type Say } from '../mock-upstream.ts';
import { RIGHT, remote, routed } from '../settings.ts';
import { socketsLeft } from '../sockets-left.ts';

const WAIT_SECONDS = 2;
const limitedOnce: Say = (question, time) =>
  time === 1
    ? {
        error: { message: 'Rate limit reached', type: 'rate_limit_error', code: 'rate_limit_exceeded' },
        status: 429,
        retryAfter: WAIT_SECONDS,
      }
    : right(question, time);

const lineOf = (row: number, fault: string, reply: Reply, calls: number): Omit<Line, 'sockets' | 'pass'> => ({
  row,
  fault,
  answer: judged(reply, RIGHT),
  code: reply.code ?? '',
  attempts: String(callsOf(reply)),
  lateMs: reply.lateMs,
  upstream: { calls, right: Number(reply.label === RIGHT) },
  figures: `${Math.round(reply.latencyMs)} ms`,
});

/** 429 with a time to wait: waited for where it fits into the deadline; else another model is asked, or the caller told. */
export const limited: FaultRow = {
  rows: [1, 2],
  run: async (bench) => [await waits(bench), await goesOn(bench), ...(await anHour(bench))],
};

async function waits({ open, own }: FaultBench): Promise<Line> {
  const sick = await own(mockUpstream(limitedOnce));
  const gateway = await open(routed({ sick: remote(sick.url) }));
  const reply = await ask(gateway, { text: 'The soup was cold.' });
  const isPatient = reply.latencyMs >= WAIT_SECONDS * 1_000 && sick.requests() === 2;
  const sockets = await socketsLeft(sick);
  return {
    ...lineOf(1, '429, wait 2 s, fits', reply, sick.requests()),
    sockets,
    pass: reply.label === RIGHT && isPatient && reply.lateMs === 0 && sockets === 0,
  };
}

async function goesOn({ open, own }: FaultBench): Promise<Line> {
  const sick = await own(mockUpstream(limitedOnce));
  const spare = await own(mockUpstream());
  const gateway = await open(routed({ sick: remote(sick.url), spare: remote(spare.url) }));
  const reply = await ask(gateway, { text: 'The soup was cold.', timeoutMs: 1_500 });
  const isAtOnce = reply.latencyMs < 1_000 && sick.requests() === 1;
  const sockets = await socketsLeft(sick);
  return {
    ...lineOf(1, '429, wait 2 s, does not fit, with a spare', reply, sick.requests() + spare.requests()),
    sockets,
    pass: reply.label === RIGHT && isAtOnce && sockets === 0,
  };
}

async function anHour({ open, own }: FaultBench): Promise<Line[]> {
  const sick = await own(rawUpstream('it asks to wait an hour'));
  const spare = await own(mockUpstream());
  const gateway = await open(routed({ sick: remote(sick.url), spare: remote(spare.url) }));
  const alone = await ask(gateway, { text: 'The soup was cold.', backend: 'sick', timeoutMs: 2_000 });
  const calls = sick.requests();
  const behind = await ask(gateway, { text: 'The soup was cold again.', timeoutMs: 2_000 });
  const after = await ask(gateway, { text: 'The soup was cold once more.', timeoutMs: 2_000 });
  const sockets = await socketsLeft(sick);
  const isTold = alone.code === 'UPSTREAM_RATE_LIMITED' && alone.retryAfterMs === 3_600_000;
  const figures = `${Math.round(after.latencyMs)} ms; the upstream was asked ${sick.requests()} times in all`;
  return [
    { ...lineOf(2, '429, wait 1 h', alone, calls), sockets, pass: isTold && alone.lateMs === 0 && sockets === 0 },
    {
      ...lineOf(2, '429, wait 1 h, with a spare', behind, callsOf(behind)),
      sockets,
      pass: behind.label === RIGHT && behind.lateMs === 0,
    },
    {
      ...lineOf(2, '429, wait 1 h, told twice, with a spare', after, callsOf(after)),
      figures,
      sockets,
      pass: after.label === RIGHT && sick.requests() === 2 && after.lateMs === 0,
    },
  ];
}
