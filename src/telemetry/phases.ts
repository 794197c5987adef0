import type { RequestRecord } from './request-record.ts';

/** A part of the time of a request, in milliseconds from its beginning. */
export interface Phase {
  kind: 'PREPARE' | 'QUEUE' | 'ATTEMPT';
  /** Negative where another request had begun what this one waited for. */
  startMs: number;
  lengthMs: number;
  /** The place of the attempt it belongs to. */
  attempt?: number;
}

/** Where the time of a request went. Worked out when it is read: requests themselves are not kept waiting for it. */
export function phasesOf({ startedMs, latencyMs, attempts }: RequestRecord): readonly Phase[] {
  const asked = attempts.flatMap(({ times }, attempt) => (times ? [{ times, attempt }] : []));
  const firstMs = Math.min(startedMs + latencyMs, ...asked.map(({ times }) => times.arrivedMs));
  const phases: Phase[] = [{ kind: 'PREPARE', startMs: 0, lengthMs: firstMs - startedMs }];
  for (const { times, attempt } of asked) {
    const { arrivedMs, beganMs, endedMs } = times;
    phases.push({ kind: 'QUEUE', startMs: arrivedMs - startedMs, lengthMs: beganMs - arrivedMs, attempt });
    phases.push({ kind: 'ATTEMPT', startMs: beganMs - startedMs, lengthMs: endedMs - beganMs, attempt });
  }
  return phases.filter(({ lengthMs }) => lengthMs > 0);
}
