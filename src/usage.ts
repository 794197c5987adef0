import { type CacheStatus, isAnswered, type Outcome, type Usage } from './model.ts';
import type { Task } from './task.ts';

/** The sum of what is known; undefined when nothing is. The cost is known only when every part's is. */
export function totalUsage(parts: readonly (Usage | undefined)[]): Usage | undefined {
  let total: Usage | undefined;
  for (const part of parts) if (part) total = total ? added(total, part) : part;
  return total;
}

function added(one: Usage, other: Usage): Usage {
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    ...(one.costUsd === undefined || other.costUsd === undefined ? {} : { costUsd: one.costUsd + other.costUsd }),
    estimated: one.estimated || other.estimated,
  };
}

/** Statuses of answers that cost a model run of this very request. */
const RAN: ReadonlySet<CacheStatus> = new Set(['MISS', 'BYPASS']);

/** The statuses of answers that came out of the cache. What another caller's model run answered did not. */
export const KEPT: readonly CacheStatus[] = ['HIT', 'SEMANTIC_HIT', 'STALE'];

/** What one outcome cost this request: its answer, unless it was kept or another request's, and the tries that failed. */
export function usageOf<T extends Task>(outcome: Outcome<T>): Usage | undefined {
  const own = isAnswered(outcome) && RAN.has(outcome.cache.status) ? outcome.result.usage : undefined;
  return own && outcome.spent ? added(own, outcome.spent) : (own ?? outcome.spent);
}

/** What a list of outcomes cost. Texts that are alike share one outcome, which counts once. */
export function usageOfAll<T extends Task>(outcomes: readonly Outcome<T>[]): Usage | undefined {
  const spending = outcomes.filter(usageOf); // what was kept cost nothing
  return spending.length === 0 ? undefined : totalUsage([...new Set(spending)].map(usageOf));
}
