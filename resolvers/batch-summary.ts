import type { GatewayOutcome } from '../src/gateway.ts';
import { isAnswered } from '../src/model.ts';
import type { Task } from '../src/task.ts';
import { KEPT, usageOfAll } from '../src/usage.ts';

/** Counts a batch, and adds up what its own model runs used, those that failed too. */
export function batchSummary<T extends Task>(outcomes: readonly GatewayOutcome<T>[]) {
  const answers = outcomes.filter(isAnswered);
  return {
    succeeded: answers.length,
    failed: outcomes.length - answers.length,
    cacheHits: answers.filter(({ cache }) => KEPT.includes(cache.status)).length,
    usage: usageOfAll(outcomes),
  };
}
