import type { CallRecord } from '../layers/observe.ts';

/** How a model has done recently: averages that forget by half every 30 seconds. */
export interface ModelStats {
  /** A call that its caller gave up is no error of the model, and tells of its latency only that it would have been longer. */
  record(call: Pick<CallRecord, 'latencyMs' | 'texts' | 'failed' | 'code'>): void;
  /** Undefined until a first call. */
  latencyMs(): number | undefined;
  /** 0 to 1. */
  errorRate(): number;
  /** The latency that 95 of 100 of the last calls stayed under; undefined before 20 calls. */
  p95Ms(): number | undefined;
  /** The same for half of them. */
  p50Ms(): number | undefined;
  calls(): number;
  /** Milliseconds of the epoch; undefined before a first call. */
  lastUsed(): number | undefined;
}

const HALF_LIFE_MS = 30_000;
const KEPT = 200;

export function createStats(now: () => number = () => performance.now()): ModelStats {
  let [weight, latency, failed, at, calls, measured] = [0, 0, 0, now(), 0, 0];
  const recent: number[] = [];
  let lastUsed: number | undefined;
  const quantile = (share: number) =>
    recent.length < 20 ? undefined : [...recent].sort((a, b) => a - b)[Math.floor(recent.length * share)];
  const decay = () => {
    const kept = 0.5 ** ((now() - at) / HALF_LIFE_MS);
    at = now();
    weight *= kept;
    latency *= kept;
    failed *= kept;
  };
  return {
    record(call) {
      calls += 1;
      lastUsed = Date.now();
      const isGivenUp = call.code === 'CLIENT_CLOSED_REQUEST';
      if (isGivenUp && weight > 0 && call.latencyMs < latency / weight) return;
      decay();
      weight += 1;
      latency += call.latencyMs;
      failed += call.texts === 0 || isGivenUp ? 0 : call.failed / call.texts;
      recent[measured % KEPT] = call.latencyMs;
      measured += 1;
    },
    latencyMs: () => (weight > 0 ? latency / weight : undefined),
    errorRate: () => (weight > 0 ? failed / weight : 0),
    p95Ms: () => quantile(0.95),
    p50Ms: () => quantile(0.5),
    lastUsed: () => lastUsed,
    calls: () => calls,
  };
}
