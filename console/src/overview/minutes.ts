import type { OverviewQuery } from '../generated/graphql.ts';

export type Series = NonNullable<OverviewQuery['metrics']>[number];

/** What was done in one minute, over all series that are shown. */
export interface Minute {
  start: number;
  requests: number;
  texts: number;
  failed: number;
  cacheHits: number;
  /** As far as prices are known. */
  costUsd: number;
  unpricedCalls: number;
  inputTokens: number;
  outputTokens: number;
  /** Percentiles of the slowest series, as they cannot be added up; null where nothing was asked. */
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
}

const minuteMs = 60_000;

const nothing = (start: number): Minute => ({
  start,
  requests: 0,
  texts: 0,
  failed: 0,
  cacheHits: 0,
  costUsd: 0,
  unpricedCalls: 0,
  inputTokens: 0,
  outputTokens: 0,
  p50Ms: null,
  p95Ms: null,
  p99Ms: null,
});

/** One entry a minute up to `now`, with quiet minutes as zeros. */
export function minutesOf(series: readonly Series[], minutes: number, now: number): readonly Minute[] {
  const last = Math.floor(now / minuteMs) * minuteMs;
  const found = new Map<number, Minute>();
  for (const { buckets } of series)
    for (const bucket of buckets) {
      const start = Date.parse(bucket.start);
      const sum = found.get(start) ?? nothing(start);
      found.set(start, {
        start,
        requests: sum.requests + bucket.requests,
        texts: sum.texts + bucket.texts,
        failed: sum.failed + bucket.failed,
        cacheHits: sum.cacheHits + bucket.cacheHits,
        costUsd: sum.costUsd + bucket.costUsd,
        unpricedCalls: sum.unpricedCalls + bucket.unpricedCalls,
        inputTokens: sum.inputTokens + bucket.inputTokens,
        outputTokens: sum.outputTokens + bucket.outputTokens,
        p50Ms: Math.max(sum.p50Ms ?? 0, bucket.p50Ms),
        p95Ms: Math.max(sum.p95Ms ?? 0, bucket.p95Ms),
        p99Ms: Math.max(sum.p99Ms ?? 0, bucket.p99Ms),
      });
    }
  return Array.from({ length: minutes }, (_, place) => {
    const start = last - (minutes - 1 - place) * minuteMs;
    return found.get(start) ?? nothing(start);
  });
}
