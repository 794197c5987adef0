import { ask, callsOf, judged, type Reply } from '../ask.ts';
import type { FaultRow } from '../bench.ts';
import { mockUpstream } from '../mock-upstream.ts';
import { KEY, RIGHT, remote, routed } from '../settings.ts';
import { socketsLeft } from '../sockets-left.ts';

/** Any piece of the key that says whose it is. */
const TRACE = new RegExp(KEY.slice(3, 9));

/**
 * An upstream that refuses the key: asked once for a text, and once more for another, which might be no reason for it; then the spare
 * answers alone. The key is nowhere to be read.
 */
export const badKey: FaultRow = {
  rows: [13],
  async run({ open, own }) {
    const sick = await own(mockUpstream(undefined, { keys: ['sk-another-key'] }));
    const spare = await own(mockUpstream());
    const gateway = await open(routed({ sick: remote(sick.url), spare: remote(spare.url) }));
    const alone = await ask(gateway, { text: 'The soup was cold.', backend: 'sick' });
    const behind = await ask(gateway, { text: 'The soup was cold again.' });
    const after = await ask(gateway, { text: 'The soup was cold once more.' });
    const health = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ models { id state { state detail } } backends { id } }' }),
    }).then((response) => response.text());
    const sockets = await socketsLeft(sick);
    const leaks = [alone.body, behind.body, after.body, health, gateway.output()].filter((text) => TRACE.test(text)).length;
    const line = (reply: Reply, fault: string) => ({
      row: 13,
      fault,
      answer: judged(reply, RIGHT),
      code: reply.code ?? '',
      attempts: String(callsOf(reply)),
      lateMs: reply.lateMs,
      sockets,
      figures: `the key in ${leaks} answers and logs`,
    });
    const isTold = alone.code === 'MODEL_AUTH_FAILED' && callsOf(alone) === 1;
    return [
      {
        ...line(alone, 'the key is refused'),
        upstream: { calls: callsOf(alone), right: 0 },
        pass: isTold && leaks === 0 && sockets === 0,
      },
      {
        ...line(behind, 'the key is refused, with a spare'),
        upstream: { calls: callsOf(behind), right: Number(behind.label === RIGHT) },
        pass: behind.label === RIGHT && callsOf(behind) === 2 && leaks === 0,
      },
      {
        ...line(after, 'the key was refused twice, with a spare'),
        upstream: { calls: callsOf(after), right: Number(after.label === RIGHT) },
        pass: after.label === RIGHT && callsOf(after) === 1 && leaks === 0,
      },
    ];
  },
};
