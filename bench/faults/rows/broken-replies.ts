import { type Fault, rawUpstream } from '../../../test/support/raw-upstream.ts';
import { ask, callsOf, judged, type Reply } from '../ask.ts';
import type { FaultBench, FaultRow } from '../bench.ts';
import type { Line } from '../line.ts';
import { mockUpstream } from '../mock-upstream.ts';
import { RIGHT, remote, routed } from '../settings.ts';
import { socketsLeft } from '../sockets-left.ts';

interface Case {
  row: number;
  fault: Fault;
  code: string;
  /** How many calls a route of this backend alone is worth: a failure that may pass is asked again once, what will come again is not. */
  calls: number;
}

const AT_ONCE = 4;

const CASES: readonly Case[] = [
  { row: 6, fault: 'nothing is said', code: 'UPSTREAM_TIMEOUT', calls: 1 },
  { row: 7, fault: 'the reply stalls', code: 'UPSTREAM_TIMEOUT', calls: 1 },
  { row: 7, fault: 'the header drips', code: 'UPSTREAM_TIMEOUT', calls: 1 },
  { row: 7, fault: 'the body drips', code: 'UPSTREAM_TIMEOUT', calls: 1 },
  { row: 8, fault: 'the JSON is cut', code: 'UPSTREAM_TRUNCATED', calls: 2 },
  { row: 8, fault: 'the body is shorter than announced', code: 'UPSTREAM_TRUNCATED', calls: 2 },
  { row: 8, fault: 'the reply tells no end', code: 'UPSTREAM_TRUNCATED', calls: 2 },
  { row: 8, fault: 'the reply is over its limit', code: 'UPSTREAM_TRUNCATED', calls: 1 },
  { row: 8, fault: 'a compressed reply is cut', code: 'UPSTREAM_TRUNCATED', calls: 2 },
  { row: 9, fault: 'the reply is reset', code: 'UPSTREAM_TRUNCATED', calls: 2 },
  { row: 9, fault: 'the connection is reset', code: 'UPSTREAM_UNAVAILABLE', calls: 2 },
  { row: 10, fault: 'the page is HTML', code: 'UPSTREAM_INVALID', calls: 1 },
  { row: 10, fault: 'the reply is {}', code: 'UPSTREAM_INVALID', calls: 1 },
  { row: 10, fault: 'the JSON is broken', code: 'UPSTREAM_INVALID', calls: 1 },
  { row: 10, fault: 'the reply is half a million lists', code: 'UPSTREAM_INVALID', calls: 1 },
  { row: 10, fault: 'it is not HTTP', code: 'UPSTREAM_INVALID', calls: 1 },
  { row: 10, fault: 'the reply is not compressed as it says', code: 'UPSTREAM_INVALID', calls: 1 },
  { row: 10, fault: 'the coding is not known and the body not whole', code: 'UPSTREAM_INVALID', calls: 1 },
  { row: 10, fault: 'it sends elsewhere', code: 'UPSTREAM_INVALID', calls: 1 },
];

/** An upstream that spoils each reply: alone it gives one typed error, and with a spare behind it the right answer. */
export const brokenReplies: FaultRow = {
  rows: [6, 7, 8, 9, 10],
  async run(bench) {
    const lines: Line[] = [];
    for (let from = 0; from < CASES.length; from += AT_ONCE)
      lines.push(...(await Promise.all(CASES.slice(from, from + AT_ONCE).map((one) => spoiled(bench, one)))).flat());
    return lines;
  },
};

async function spoiled({ open, own }: FaultBench, { row, fault, code, calls }: Case): Promise<Line[]> {
  const sick = await own(rawUpstream(fault));
  const spare = await own(mockUpstream());
  const gateway = await open(routed({ sick: remote(sick.url), spare: remote(spare.url) }));
  const behind = await ask(gateway, { text: 'The soup was cold.' });
  const asked = sick.requests();
  const alone = await ask(gateway, { text: 'The soup was cold again.', backend: 'sick' });
  const sockets = await socketsLeft(sick);
  await gateway.close();
  const line = (reply: Reply, name: string) => ({
    row,
    fault: name,
    answer: judged(reply, RIGHT),
    code: reply.code ?? '',
    attempts: String(callsOf(reply)),
    lateMs: reply.lateMs,
    sockets,
    figures: `${Math.round(reply.latencyMs)} ms`,
  });
  const isTold = alone.code === code && sick.requests() === asked + calls && callsOf(alone) === calls;
  const isAnswered = behind.label === RIGHT && asked === 1 && spare.requests() === 1;
  return [
    {
      ...line(alone, fault),
      upstream: { calls: sick.requests() - asked, right: 0 },
      pass: isTold && alone.lateMs === 0 && sockets === 0,
    },
    {
      ...line(behind, `${fault}, with a spare`),
      upstream: { calls: asked + spare.requests(), right: Number(behind.label === RIGHT) },
      pass: isAnswered && behind.lateMs === 0 && sockets === 0,
    },
  ];
}
