import { rawUpstream } from '../../../test/support/raw-upstream.ts';
import { ask, callsOf, judged } from '../ask.ts';
import type { FaultRow } from '../bench.ts';
import { mockUpstream } from '../mock-upstream.ts';
import { RIGHT, remote, routed } from '../settings.ts';
import { socketsLeft } from '../sockets-left.ts';

const BODY = JSON.stringify({
  choices: [{ index: 0, message: { role: 'assistant', content: JSON.stringify({ label: RIGHT }) }, finish_reason: 'stop' }],
});
const REPLY = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`;
const TEXTS = 20;

/** A service that closes each connection when it is asked over it again: every text is answered, by one call each, and no spare is needed. */
export const closedConnections: FaultRow = {
  rows: [9],
  async run({ open, own }) {
    const closing = await own(
      rawUpstream((socket) => {
        socket.write(REPLY);
        socket.once('data', () => socket.end());
      }),
    );
    const spare = await own(mockUpstream());
    const gateway = await open(routed({ closing: remote(closing.url), spare: remote(spare.url) }));
    const replies = [];
    for (let text = 0; text < TEXTS; text++) replies.push(await ask(gateway, { text: `The soup was cold, ${text}.` }));
    await gateway.close();
    const right = replies.filter((reply) => judged(reply, RIGHT) === 'right').length;
    const calls = callsOf(...replies);
    const sockets = await socketsLeft(closing);
    return [
      {
        row: 9,
        fault: 'a kept connection closes as it is used again',
        answer: `${right} of ${TEXTS} right`,
        code: '',
        attempts: String(calls),
        lateMs: Math.max(...replies.map(({ lateMs }) => lateMs)),
        sockets,
        figures: `${spare.requests()} asked of the spare`,
        pass: right === TEXTS && calls === TEXTS && spare.requests() === 0 && sockets === 0,
      },
    ];
  },
};
