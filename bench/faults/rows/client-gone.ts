import { rawUpstream } from '../../../test/support/raw-upstream.ts';
import { ask } from '../ask.ts';
import type { FaultRow } from '../bench.ts';
import { remote, routed } from '../settings.ts';
import { socketsLeft } from '../sockets-left.ts';

const STAYS_MS = 100;
const PROMPT_MS = 250;

/** A caller who leaves after 100 ms: nothing is asked on its behalf any more. */
export const clientGone: FaultRow = {
  rows: [14],
  async run({ open, own }) {
    const sick = await own(rawUpstream('nothing is said'));
    const gateway = await open(routed({ sick: remote(sick.url, { attemptMs: 60_000, idleMs: 60_000 }) }));
    const caller = new AbortController();
    const asked = ask(gateway, { text: 'The soup was cold.', timeoutMs: 20_000, signal: caller.signal });
    await new Promise((resolve) => setTimeout(resolve, STAYS_MS));
    const left = performance.now();
    caller.abort();
    await asked;
    const sockets = await socketsLeft(sick);
    const closedMs = (sick.lastClosed() ?? Number.POSITIVE_INFINITY) - left;
    return [
      {
        row: 14,
        fault: 'the caller leaves after 100 ms',
        answer: 'nobody to hear it',
        code: '',
        attempts: String(sick.requests()),
        lateMs: 0,
        sockets,
        figures: `upstream closed after ${closedMs.toFixed(0)} ms`,
        pass: sick.requests() === 1 && sockets === 0 && closedMs < PROMPT_MS,
      },
    ];
  },
};
