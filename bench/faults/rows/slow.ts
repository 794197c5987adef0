import { ask, callsOf, judged } from '../ask.ts';
import type { FaultRow } from '../bench.ts';
import { LATE_MS } from '../line.ts';
import { mockUpstream } from '../mock-upstream.ts';
import { RIGHT, remote, routed } from '../settings.ts';
import { socketsLeft } from '../sockets-left.ts';

const REQUESTS = 16;
const WARM_UP_ROUNDS = 5;

/** An upstream that takes 20 s: nobody waits past the deadline, and nothing goes on behind it. */
export const slow: FaultRow = {
  rows: [6],
  async run({ open, own }) {
    const sick = await own(mockUpstream(undefined, { chaos: { latencyMs: 20_000 } }));
    const spare = await own(mockUpstream());
    const backends = { sick: remote(sick.url, { attemptMs: 60_000, idleMs: 60_000 }), spare: remote(spare.url) };
    const gateway = await open(routed(backends));
    // What a process does once, it has done by then: the figure is of deadlines, not of a first request.
    for (let round = 0; round < WARM_UP_ROUNDS; round++)
      await Promise.all(
        Array.from({ length: REQUESTS }, (_, place) =>
          ask(gateway, { text: `It was cold ${round} ${place}.`, backend: 'spare' }),
        ),
      );
    const replies = await Promise.all(
      Array.from({ length: REQUESTS }, (_, place) =>
        ask(gateway, { text: `The soup was cold ${place}.`, backend: 'sick', timeoutMs: 1_000 }),
      ),
    );
    const lateMs = Math.max(...replies.map((reply) => reply.lateMs));
    const codes = [...new Set(replies.map(({ code }) => code ?? 'none'))];
    const bad = replies.map((reply) => judged(reply, RIGHT)).find((answer) => answer !== 'error');
    const sockets = await socketsLeft(sick);
    return [
      {
        row: 6,
        fault: 'an answer takes 20 s, deadline 1 s',
        answer: bad ?? 'error',
        code: codes.join(', '),
        attempts: String(callsOf(...replies)),
        lateMs,
        sockets,
        upstream: { calls: sick.requests() / REQUESTS, right: 0 },
        figures: `${REQUESTS} at once`,
        pass: !bad && codes.join() === 'DEADLINE_EXCEEDED' && lateMs <= LATE_MS && sockets === 0,
      },
    ];
  },
};
