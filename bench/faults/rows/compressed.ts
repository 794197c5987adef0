import { rawUpstream } from '../../../test/support/raw-upstream.ts';
import { ask, callsOf, judged } from '../ask.ts';
import type { FaultRow } from '../bench.ts';
import { remote, routed } from '../settings.ts';
import { socketsLeft } from '../sockets-left.ts';

/** A service, or a proxy before it, that compresses what nobody asked to have compressed: it is read. */
export const compressed: FaultRow = {
  rows: [10],
  async run({ open, own }) {
    const packed = await own(rawUpstream('the reply is compressed'));
    const gateway = await open(routed({ packed: remote(packed.url) }));
    const reply = await ask(gateway, { text: 'The soup was cold.' });
    const sockets = await socketsLeft(packed);
    const answer = judged(reply, 'POSITIVE');
    return [
      {
        row: 10,
        fault: 'the reply is compressed',
        answer,
        code: reply.code ?? '',
        attempts: String(callsOf(reply)),
        lateMs: reply.lateMs,
        sockets,
        figures: `${Math.round(reply.latencyMs)} ms`,
        pass: answer === 'right' && callsOf(reply) === 1 && sockets === 0,
      },
    ];
  },
};
