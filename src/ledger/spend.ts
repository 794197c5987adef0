/** What was spent: known costs add up, and unknown ones are counted beside them. */
import type { Charge } from '../account.ts';
import type { Usage } from '../model.ts';

export interface Spend {
  /** Real calls of a provider or a worker. */
  calls: number;
  inputTokens: number;
  outputTokens: number;
  /** In USD: what is known of it. */
  costUsd: number;
  /** Calls whose cost is not known, or not all of it. */
  unpricedCalls: number;
  /** True where the gateway counted tokens by itself. */
  estimated: boolean;
}

/** What one text took of a call. */
export interface Share {
  charge: Charge;
  usage?: Usage;
}

export function noSpend(): Spend {
  return { calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0, unpricedCalls: 0, estimated: false };
}

/** Adds a call to a sum. */
export function addCharge(sum: Spend, { calls, usages }: Charge): void {
  sum.calls += calls;
  for (const usage of usages) addUsage(sum, usage);
  if (usages.some(isUnpriced)) sum.unpricedCalls += 1;
}

/** What the parts of calls come to. A call is counted once, whatever number of its parts are among them. */
export function spendOf(shares: Iterable<Share>): Spend {
  const sum = noSpend();
  const calls = new Set<Charge>();
  const unpriced = new Set<Charge>();
  for (const { charge, usage } of new Set(shares)) {
    calls.add(charge);
    if (isUnpriced(usage)) unpriced.add(charge);
    addUsage(sum, usage);
  }
  for (const charge of calls) sum.calls += charge.calls;
  sum.unpricedCalls = unpriced.size;
  return sum;
}

const isUnpriced = (usage: Usage | undefined) => usage !== undefined && usage.costUsd === undefined;

function addUsage(sum: Spend, usage: Usage | undefined): void {
  if (!usage) return;
  sum.inputTokens += usage.inputTokens;
  sum.outputTokens += usage.outputTokens;
  sum.costUsd += usage.costUsd ?? 0;
  sum.estimated ||= usage.estimated;
}
