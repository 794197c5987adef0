import { ask, judged, type Reply } from '../ask.ts';
import type { FaultRow, TestGateway } from '../bench.ts';
import type { Line } from '../line.ts';
import { type MockUpstream, mockUpstream } from '../mock-upstream.ts';
import { RIGHT, remote, routed } from '../settings.ts';
import { socketsLeft } from '../sockets-left.ts';

const REQUESTS = 160;
const AT_ONCE = 8;
const MAX_CALLS = 1.2;
const MIN_SUCCESS = 0.99;

/** Three of ten calls fail with 500: retries stay within their budget, and a spare answers the rest. */
export const flaky: FaultRow = {
  rows: [3],
  async run({ open, own }) {
    const lines: Line[] = [];
    for (const withSpare of [false, true]) {
      const sick = await own(mockUpstream(undefined, { chaos: { dropRate: 0.3 } }));
      const spare = withSpare ? await own(mockUpstream()) : undefined;
      const backends = { sick: remote(sick.url), ...(spare ? { spare: remote(spare.url) } : {}) };
      const replies = await askMany(await open(routed(backends)));
      lines.push(await lineOf(replies, sick, spare));
    }
    return lines;
  },
};

async function askMany(gateway: TestGateway): Promise<Reply[]> {
  const replies: Reply[] = [];
  while (replies.length < REQUESTS) {
    const asked = Array.from({ length: AT_ONCE }, (_, place) =>
      ask(gateway, { text: `The soup was cold ${replies.length + place}.` }),
    );
    replies.push(...(await Promise.all(asked)));
  }
  return replies;
}

async function lineOf(replies: readonly Reply[], sick: MockUpstream, spare?: MockUpstream): Promise<Line> {
  const answers = replies.map((reply) => judged(reply, RIGHT));
  const share = answers.filter((answer) => answer === 'right').length / REQUESTS;
  const perRequest = sick.requests() / REQUESTS;
  const bad = answers.find((answer) => answer === 'wrong' || answer === 'hang');
  const codes = [...new Set(replies.flatMap(({ code }) => code ?? []))];
  const lateMs = Math.max(...replies.map((reply) => reply.lateMs));
  const sockets = await socketsLeft(sick);
  const isHigh = spare ? share >= MIN_SUCCESS : codes.every((code) => code === 'UPSTREAM_UNAVAILABLE');
  return {
    row: 3,
    fault: `30 % of calls fail with 500${spare ? ', with a spare' : ''}`,
    answer: bad ?? `${(share * 100).toFixed(1)} % right`,
    code: codes.join(', '),
    attempts: `${perRequest.toFixed(2)} a request`,
    lateMs,
    sockets,
    upstream: { calls: (sick.requests() + (spare?.requests() ?? 0)) / REQUESTS, right: share },
    figures: `${REQUESTS} requests`,
    pass: !bad && isHigh && perRequest <= MAX_CALLS && lateMs === 0 && sockets === 0,
  };
}
