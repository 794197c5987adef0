import { LRUCache } from 'lru-cache';
import { derive } from '../call.ts';
import { type Batch, type Call, isAnswered, type Outcome } from '../model.ts';
import type { Task } from '../task.ts';

type Ask<T extends Task> = (batch: Batch<T>, call: Call) => Promise<readonly Outcome<T>[]>;

/**
 * The latest text of each tenant that a model has answered. Where a row of texts fails it tells an outage from texts that the model
 * cannot answer: it is asked once more, and what comes of it goes to nobody. A tenant's text is asked for that tenant alone.
 */
export interface KnownText {
  exists(tenant: string): boolean;
  /** Remembers one of the texts that were answered, and how it was asked. */
  note<T extends Task>(batch: Batch<T>, call: Call, outcomes: readonly Outcome<T>[], ask: Ask<T>): void;
  /** What the model says to it now, for at most `waitMs`. Undefined while it is being asked already, and where there is none. */
  ask(call: Call, waitMs: number): Promise<Outcome<Task> | undefined>;
}

/** Longer ones would cost more than they tell. In UTF-16 units. */
const LONGEST = 1_000;
const MAX_TENANTS = 1_000;

export function createKnownText(): KnownText {
  const known = new LRUCache<string, (call: Call) => Promise<readonly Outcome<Task>[]>>({ max: MAX_TENANTS });
  let isUnderWay = false;
  return {
    exists: (tenant) => known.has(tenant),
    note({ texts, options }, { tenant }, outcomes, ask) {
      const text = texts[outcomes.findIndex(isAnswered)];
      if (text !== undefined && text.length <= LONGEST) known.set(tenant, (call) => ask({ texts: [text], options }, call));
    },
    async ask(call, waitMs) {
      const ask = known.get(call.tenant);
      if (!ask || isUnderWay) return undefined;
      isUnderWay = true;
      try {
        const [signal, deadlineAt] = [AbortSignal.timeout(waitMs), performance.now() + waitMs];
        const account = call.account.background('PROBE');
        return (await ask(derive(call, { signal, deadlineAt, account, cache: 'BYPASS', trace: undefined })))[0];
      } finally {
        isUnderWay = false;
      }
    },
  };
}
