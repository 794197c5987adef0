import { type Fault, rawUpstream } from '../../../test/support/raw-upstream.ts';
import type { FaultBench, FaultRow } from '../bench.ts';
import type { Line } from '../line.ts';
import { type Heard, listen } from '../listen.ts';
import { mockUpstream } from '../mock-upstream.ts';
import { remote, routed } from '../settings.ts';
import { socketsLeft } from '../sockets-left.ts';

interface Case {
  row: number;
  fault: Fault;
  code: string;
}

const CASES: readonly Case[] = [
  { row: 7, fault: 'the stream stalls', code: 'UPSTREAM_TIMEOUT' },
  { row: 8, fault: 'the stream ends without a finish', code: 'UPSTREAM_TRUNCATED' },
  { row: 8, fault: 'a frame is cut in half', code: 'UPSTREAM_TRUNCATED' },
  { row: 9, fault: 'the stream is reset', code: 'UPSTREAM_TRUNCATED' },
  { row: 10, fault: 'the stream holds broken JSON', code: 'UPSTREAM_INVALID' },
  { row: 10, fault: 'the stream holds an error', code: 'UPSTREAM_UNAVAILABLE' },
  { row: 11, fault: 'the stream never ends', code: 'UPSTREAM_INVALID' },
];

const RIGHT = 'A sopa estava fria.';

/** Streams that break after their first words: an error at the end, or Restarted and the whole text of the spare. */
export const brokenStreams: FaultRow = {
  rows: [7, 8, 9, 10, 11],
  async run(bench) {
    const lines: Line[] = [];
    for (const one of CASES) lines.push(...(await broken(bench, one)));
    return lines;
  },
};

async function broken({ open, own }: FaultBench, { row, fault, code }: Case): Promise<Line[]> {
  const sick = await own(rawUpstream(fault));
  const spare = await own(mockUpstream(() => ({ content: RIGHT })));
  const gateway = await open(routed({ sick: remote(sick.url), spare: remote(spare.url) }));
  const behind = await listen(gateway, { text: 'The soup was cold.' });
  const asked = sick.requests();
  const alone = await listen(gateway, { text: 'The soup was cold again.', backend: 'sick' });
  const sockets = await socketsLeft(sick);
  await gateway.close();
  const line = (heard: Heard, name: string) => ({
    row,
    fault: name,
    answer: judged(heard),
    code: heard.code ?? '',
    attempts: String(heard.attempts.length),
    lateMs: heard.lateMs,
    sockets,
    figures: `${Math.round(heard.latencyMs)} ms${heard.restarts.length > 0 ? `, restarted after ${heard.restarts.join()}` : ''}`,
  });
  const isTold = alone.code === code && alone.ends === 1 && alone.attempts.length === 1;
  const { restarts } = behind; // none where the words of the first were held back until it had broken
  const isWhole =
    behind.completed === RIGHT && behind.text === RIGHT && behind.ends === 1 && restarts.every((reason) => reason === code);
  return [
    {
      ...line(alone, fault),
      upstream: { calls: sick.requests() - asked, right: 0 },
      pass: isTold && alone.lateMs === 0 && sockets === 0,
    },
    {
      ...line(behind, `${fault}, with a spare`),
      upstream: { calls: asked + spare.requests(), right: Number(isWhole) },
      pass: isWhole && behind.lateMs === 0 && sockets === 0,
    },
  ];
}

function judged({ completed, hangs }: Heard): string {
  if (hangs) return 'hang';
  if (completed === undefined) return 'error';
  return completed === RIGHT ? 'right' : 'wrong';
}
