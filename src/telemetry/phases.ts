import type { LookUp } from '../account.ts';
import type { RequestRecord } from './request-record.ts';

/** A part of the time of a request, in milliseconds from its beginning. */
export interface Phase {
  kind: 'PREPARE' | 'CACHE' | 'QUEUE' | 'ATTEMPT';
  /** Negative where another request had begun what this one waited for. */
  startMs: number;
  lengthMs: number;
  /** The place of the attempt it belongs to. */
  attempt?: number;
}

/** Where the time of a request went. Worked out when it is read: requests themselves are not kept waiting for it. */
export function phasesOf({ startedMs, latencyMs, attempts, lookUps }: RequestRecord): readonly Phase[] {
  const asked = attempts.flatMap(({ times }, attempt) => (times ? [{ times, attempt }] : []));
  const endMs = startedMs + latencyMs;
  const looked = apart(lookUps, endMs);
  const firstMs = looked[0]?.startedAt ?? Math.min(endMs, ...asked.map(({ times }) => times.enqueuedAt));
  const phases: Phase[] = [{ kind: 'PREPARE', startMs: 0, lengthMs: firstMs - startedMs }];
  for (const { startedAt, endedAt } of looked)
    phases.push({ kind: 'CACHE', startMs: startedAt - startedMs, lengthMs: endedAt - startedAt });
  for (const { times, attempt } of asked) {
    const { enqueuedAt, startedAt, endedAt } = times;
    phases.push({ kind: 'QUEUE', startMs: enqueuedAt - startedMs, lengthMs: startedAt - enqueuedAt, attempt });
    phases.push({ kind: 'ATTEMPT', startMs: startedAt - startedMs, lengthMs: endedAt - startedAt, attempt });
  }
  return phases.filter(({ lengthMs }) => lengthMs > 0);
}

/**
 * The searches in order, those that overlap as one: texts of several languages are looked for side by side.
 * Work that callers share may go on after one of them has left: only what was before the end counts.
 */
function apart(lookUps: readonly LookUp[], endMs: number): readonly LookUp[] {
  const merged: LookUp[] = [];
  const before = lookUps.filter(({ startedAt }) => startedAt < endMs).sort((a, b) => a.startedAt - b.startedAt);
  for (const lookUp of before) {
    const last = merged.at(-1);
    const endedAt = Math.min(lookUp.endedAt, endMs);
    if (last && lookUp.startedAt <= last.endedAt) last.endedAt = Math.max(last.endedAt, endedAt);
    else merged.push({ startedAt: lookUp.startedAt, endedAt });
  }
  return merged;
}
