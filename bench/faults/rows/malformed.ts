import { ask, callsOf, judged } from '../ask.ts';
import type { FaultBench, FaultRow } from '../bench.ts';
import type { Line } from '../line.ts';
import { mockUpstream, right, type Say } from '../mock-upstream.ts';
import { RIGHT, remote, routed } from '../settings.ts';
import { socketsLeft } from '../sockets-left.ts';

interface Case {
  row: number;
  fault: string;
  say?: Say;
  malformed?: boolean;
  answer: 'right' | 'error';
  code: string;
  /** How many requests reach the upstream. */
  requests: number;
}

const says =
  (content: string): Say =>
  () => ({ content });

const CASES: readonly Case[] = [
  { row: 10, fault: 'every body is broken', malformed: true, answer: 'error', code: 'UPSTREAM_TRUNCATED', requests: 2 },
  {
    row: 12,
    fault: 'a label that was not asked for',
    say: says('{"label":"FURIOUS"}'),
    answer: 'error',
    code: 'OUTPUT_INVALID',
    requests: 2,
  },
  { row: 12, fault: 'prose', say: says('It is positive.'), answer: 'error', code: 'OUTPUT_INVALID', requests: 2 },
  {
    row: 12,
    fault: 'a field is missing',
    say: says('{"tone":"POSITIVE"}'),
    answer: 'error',
    code: 'OUTPUT_INVALID',
    requests: 2,
  },
  {
    row: 12,
    fault: 'prose once, then in form',
    say: (question, time) => (time === 1 ? { content: 'It is positive.' } : right(question, time)),
    answer: 'right',
    code: '',
    requests: 2,
  },
];

/** Replies that are whole but no answer: one repair try, then a typed error. */
export const malformed: FaultRow = {
  rows: [10, 12],
  async run(bench) {
    const lines: Line[] = [];
    for (const one of CASES) lines.push(await offForm(bench, one));
    return lines;
  },
};

async function offForm({ open, own }: FaultBench, one: Case): Promise<Line> {
  const sick = await own(mockUpstream(one.say, { chaos: one.malformed ? { malformedRate: 1 } : undefined }));
  const gateway = await open(routed({ sick: remote(sick.url) }));
  const reply = await ask(gateway, { text: 'The soup was cold.' });
  const sockets = await socketsLeft(sick);
  await gateway.close();
  const answer = judged(reply, RIGHT);
  return {
    row: one.row,
    fault: one.fault,
    answer,
    code: reply.code ?? '',
    attempts: String(callsOf(reply)),
    lateMs: reply.lateMs,
    sockets,
    upstream: { calls: sick.requests(), right: Number(answer === 'right') },
    figures: `${sick.requests()} requests`,
    pass: answer === one.answer && (reply.code ?? '') === one.code && sick.requests() === one.requests && sockets === 0,
  };
}
