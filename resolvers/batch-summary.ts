import type { GatewayOutcome } from '../src/gateway.ts';
import { type CacheStatus, isAnswered } from '../src/model.ts';
import type { Task } from '../src/task.ts';
import { usageOfAll } from '../src/usage.ts';

/** Answers that cost no model run of this batch. */
const KEPT: ReadonlySet<CacheStatus> = new Set(['HIT', 'NEAR_HIT', 'STALE']);

/** Counts a batch, and adds up what its own model runs used, those that failed too. */
export function batchSummary<T extends Task>(outcomes: readonly GatewayOutcome<T>[]) {
  const answers = outcomes.filter(isAnswered);
  return {
    succeeded: answers.length,
    failed: outcomes.length - answers.length,
    cacheHits: answers.filter(({ cache }) => KEPT.has(cache.status)).length,
    usage: usageOfAll(outcomes),
  };
}
