import type { OverviewQuery } from '../generated/graphql.ts';

export type Series = OverviewQuery['metrics'][number];

/** What was done in one minute, over all series that are shown. */
export interface Minute {
  start: number;
  requests: number;
  texts: number;
  failed: number;
  cacheHits: number;
  costUsd: number;
  tokens: number;
  /** Percentiles of the busiest series: they cannot be added up. */
  p50Ms: number;
  p95Ms: number;
}

const minuteMs = 60_000;

const nothing = (start: number): Minute => ({
  start,
  requests: 0,
  texts: 0,
  failed: 0,
  cacheHits: 0,
  costUsd: 0,
  tokens: 0,
  p50Ms: 0,
  p95Ms: 0,
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
        tokens: sum.tokens + bucket.inputTokens + bucket.outputTokens,
        p50Ms: Math.max(sum.p50Ms, bucket.p50Ms),
        p95Ms: Math.max(sum.p95Ms, bucket.p95Ms),
      });
    }
  return Array.from({ length: minutes }, (_, place) => {
    const start = last - (minutes - 1 - place) * minuteMs;
    return found.get(start) ?? nothing(start);
  });
}
