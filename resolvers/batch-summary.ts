import type { GatewayOutcome } from '../src/gateway.ts';
import { spendOf } from '../src/ledger/spend.ts';
import { isAnswered, KEPT } from '../src/model.ts';
import type { Task } from '../src/task.ts';

/** Counts a batch, and adds up what was spent for it: all real calls that carried a text of it, those that failed too. */
export function batchSummary<T extends Task>(outcomes: readonly GatewayOutcome<T>[]) {
  const answers = outcomes.filter(isAnswered);
  return {
    succeeded: answers.length,
    failed: outcomes.length - answers.length,
    cacheHits: answers.filter(({ cache }) => KEPT.includes(cache.status)).length,
    usage: spendOf(outcomes.flatMap(({ shares }) => shares)),
  };
}
