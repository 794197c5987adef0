import { expect, it } from 'vitest';
import type { Charge } from '../../../src/account.ts';
import type { Usage } from '../../../src/model.ts';
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

const model = { id: 'm', version: '1', backend: 'cloud' };

function minuteOf(...usages: readonly (Usage | undefined)[]) {
  const metrics = createMetrics(() => 0);
  const charges = usages.map((usage): Charge => ({ kind: 'ANSWER', model, texts: ['a'], usages: [usage], calls: 1 }));
  for (const charge of charges) metrics.book({ task: 'sentiment', tenant: 'public', charge });
  return metrics.read(1)[0]?.buckets[0];
}

it('adds up what is known to have been spent, and counts what is not beside it', () => {
  const spent = minuteOf({ ...tokens, costUsd: 0.5 }, { ...tokens, costUsd: 0.25 }, tokens, undefined);
  expect(spent).toMatchObject({ calls: 4, costUsd: 0.75, unpricedCalls: 1, inputTokens: 30, outputTokens: 6 });
});

it('tells a price of 0 and a call that used nothing from a price that is not known', () => {
  expect(minuteOf({ ...tokens, costUsd: 0 }, undefined)).toMatchObject({ costUsd: 0, unpricedCalls: 0 });
  expect(minuteOf(tokens, tokens)).toMatchObject({ costUsd: 0, unpricedCalls: 2 });
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
