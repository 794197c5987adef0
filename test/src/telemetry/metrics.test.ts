import { expect, it } from 'vitest';
import { createMetrics } from '../../../src/telemetry/metrics.ts';
import type { RequestRecord } from '../../../src/telemetry/request-record.ts';

const record: RequestRecord = {
  sequence: 1,
  requestId: 'r',
  at: 0,
  task: 'sentiment',
  tenant: 'public',
  texts: 1,
  characters: 10,
  startedMs: 0,
  latencyMs: 5,
  failed: 0,
  degraded: 0,
  cache: { MISS: 1 },
  models: ['cloud/m'],
  attempts: [],
  lookUps: [],
};
const tokens = { inputTokens: 10, outputTokens: 2, estimated: false };

function minuteOf(...usages: readonly RequestRecord['usage'][]) {
  const metrics = createMetrics(() => 0);
  for (const usage of usages) metrics.add({ ...record, usage });
  return metrics.read(1)[0]?.buckets[0];
}

it('adds up what is known to have been spent, and counts what is not beside it', () => {
  const spent = minuteOf({ ...tokens, costUsd: 0.5 }, { ...tokens, costUsd: 0.25 }, tokens, undefined);
  expect(spent).toMatchObject({ requests: 4, costUsd: 0.75, unpriced: 1, inputTokens: 30, outputTokens: 6 });
});

it('tells a price of 0 and a request that used nothing from a price that is not known', () => {
  expect(minuteOf({ ...tokens, costUsd: 0 }, undefined)).toMatchObject({ costUsd: 0, unpriced: 0 });
  expect(minuteOf(tokens, tokens)).toMatchObject({ costUsd: 0, unpriced: 2 });
});

it('counts as hits what came out of the cache, and not what the model run of another caller answered', () => {
  const metrics = createMetrics(() => 0);
  metrics.add({ ...record, texts: 63, cache: { HIT: 1, SEMANTIC_HIT: 2, STALE: 4, COALESCED: 8, MISS: 16, BYPASS: 32 } });
  expect(metrics.read(1)[0]?.buckets[0]).toMatchObject({ texts: 63, cacheHits: 7 });
});

it('has no minutes of the future where the clock was set back, and counts them anew when they come again', () => {
  const minute = 60_000;
  let now = 100 * minute;
  const metrics = createMetrics(() => now);
  const add = () => metrics.add({ ...record, at: now });
  const read = () => metrics.read(60)[0]?.buckets.map(({ start, requests }) => [start / minute, requests]);
  add();
  now = 99 * minute;
  expect(read()).toEqual([]);
  add();
  expect(read()).toEqual([[99, 1]]);
  now = 100 * minute;
  add();
  expect(read()).toEqual([
    [99, 1],
    [100, 1],
  ]);
});
