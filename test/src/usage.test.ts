import { expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { type CacheStatus, type Outcome, outcomeOf, type Usage } from '../../src/model.ts';
import { totalUsage, usageOfAll } from '../../src/usage.ts';

const usage = (inputTokens: number, costUsd?: number): Usage => ({
  inputTokens,
  outputTokens: 1,
  estimated: false,
  ...(costUsd === undefined ? {} : { costUsd }),
});

function answered(used: Usage, status: CacheStatus = 'MISS'): Outcome<'sentiment'> {
  const model = { id: 'm', version: '1', backend: 'cloud' };
  return { ...outcomeOf({ value: { label: 'POSITIVE', scores: [] }, model, usage: used }), cache: { status } };
}

it('adds up what is known, and knows the cost only when every part has one', () => {
  expect(totalUsage([usage(1, 0.5), undefined, usage(2, 0.25)])).toEqual({
    inputTokens: 3,
    outputTokens: 2,
    costUsd: 0.75,
    estimated: false,
  });
  expect(totalUsage([usage(1, 0.5), usage(2)])).not.toHaveProperty('costUsd');
  expect(totalUsage([usage(1), { ...usage(2), estimated: true }])?.estimated).toBe(true);
  expect(totalUsage([undefined])).toBeUndefined();
});

it('counts the answers that were made, and what failed on the way to any of them', () => {
  const failed = { ...outcomeOf<'sentiment'>(new GatewayError('OUTPUT_INVALID', 'no')), spent: usage(100) };
  const hitAfterFailure = { ...answered(usage(1_000), 'HIT'), spent: usage(10_000) };
  const outcomes = [answered(usage(1)), answered(usage(10), 'COALESCED'), failed, hitAfterFailure, answered(usage(5), 'STALE')];
  expect(usageOfAll(outcomes)?.inputTokens).toBe(1 + 100 + 10_000);
});

it('counts texts that are alike once', () => {
  const one = answered(usage(7));
  expect(usageOfAll([one, one, answered(usage(1))])?.inputTokens).toBe(8);
});
