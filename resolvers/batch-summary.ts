import type { GatewayOutcome } from '../src/gateway.ts';
import { type CacheStatus, isAnswered, type Usage } from '../src/model.ts';
import type { Task } from '../src/task.ts';

/** Answers that cost no model run of this batch. */
const KEPT: ReadonlySet<CacheStatus> = new Set(['HIT', 'NEAR_HIT', 'STALE']);

/** Counts a batch, and adds up what its own model runs used. */
export function batchSummary<T extends Task>(outcomes: readonly GatewayOutcome<T>[]) {
  const answers = outcomes.filter(isAnswered);
  const kept = answers.filter(({ cache }) => KEPT.has(cache.status));
  const usages = answers.flatMap(({ result, cache }) => (result.usage && ranFor(cache.status) ? [result.usage] : []));
  return {
    succeeded: answers.length,
    failed: outcomes.length - answers.length,
    cacheHits: kept.length,
    usage: usages.length > 0 ? usages.reduce(add) : undefined,
  };
}

function ranFor(status: CacheStatus): boolean {
  return !KEPT.has(status) && status !== 'COALESCED';
}

/** A cost that is unknown in part is unknown. */
function add(a: Usage, b: Usage): Usage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    costUsd: a.costUsd === undefined || b.costUsd === undefined ? undefined : a.costUsd + b.costUsd,
    estimated: a.estimated || b.estimated,
  };
}
