import { expect, it } from 'vitest';
import { batchSummary } from '../../resolvers/batch-summary.ts';
import { type CacheStatus, outcomeOf } from '../../src/model.ts';

it('counts as hits what came out of the cache, and not what the model run of another caller answered', () => {
  const answer = { value: { label: 'POSITIVE', scores: [] }, model: { id: 'm', version: '1', backend: 'b' } } as const;
  const statuses: CacheStatus[] = ['HIT', 'SEMANTIC_HIT', 'MISS', 'COALESCED', 'STALE', 'BYPASS'];
  const outcomes = statuses.map((status) => ({ ...outcomeOf<'sentiment'>(answer, { status }), attempts: [], shares: [] }));
  expect(batchSummary(outcomes)).toMatchObject({ succeeded: 6, failed: 0, cacheHits: 3 });
});
