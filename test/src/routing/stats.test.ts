import { expect, it } from 'vitest';
import { createStats } from '../../../src/routing/stats.ts';

it('learns nothing of a model from calls that their callers gave up early, and counts them', () => {
  const stats = createStats();
  for (let call = 0; call < 20; call++) {
    stats.record({ latencyMs: 100, texts: 1, failed: 0 });
    for (let left = 0; left < 20; left++) stats.record({ latencyMs: 1, texts: 1, failed: 1, code: 'CLIENT_CLOSED_REQUEST' });
  }
  expect([stats.latencyMs(), stats.p95Ms(), stats.errorRate()].map((figure) => Math.round(figure ?? -1))).toEqual([100, 100, 0]);
  expect(stats.calls()).toBe(420);
});

it('learns from a call that was given up late that the model is at least so slow', () => {
  const stats = createStats();
  stats.record({ latencyMs: 5_000, texts: 1, failed: 1, code: 'CLIENT_CLOSED_REQUEST' });
  expect([stats.latencyMs(), stats.errorRate()]).toEqual([5_000, 0]);
});

it('goes by the last two hundred calls', () => {
  const stats = createStats();
  for (let call = 0; call < 200; call++) stats.record({ latencyMs: 1, texts: 1, failed: 0 });
  for (let call = 0; call < 200; call++) stats.record({ latencyMs: 5, texts: 1, failed: 0 });
  expect([stats.p50Ms(), stats.p95Ms()]).toEqual([5, 5]);
});
