import { type Call, isAnswered, type Outcome } from '../model.ts';
import type { Task } from '../task.ts';

/** Asks a model about some texts, as the options of a call were. */
export type Work<T extends Task> = (texts: readonly string[], call: Call) => Promise<readonly Outcome<T>[]>;

/**
 * The latest text that a model has answered. Where a row of texts fails it tells an outage from texts that the model cannot answer:
 * it is asked once more, and what comes of it goes to nobody.
 */
export interface KnownText {
  exists(): boolean;
  /** Remembers one of the texts that were answered, and how it was asked. */
  note<T extends Task>(texts: readonly string[], outcomes: readonly Outcome<T>[], ask: Work<T>): void;
  /** What the model says to it now, for at most `waitMs`. Undefined while it is being asked already, and where there is none. */
  ask(call: Call, waitMs: number): Promise<Outcome<Task> | undefined>;
}

/** Longer ones would cost more than they tell. In UTF-16 units. */
const LONGEST = 1_000;

export function createKnownText(): KnownText {
  let ask: ((call: Call) => Promise<readonly Outcome<Task>[]>) | undefined;
  let isUnderWay = false;
  return {
    exists: () => ask !== undefined,
    note(texts, outcomes, work) {
      const text = texts[outcomes.findIndex(isAnswered)];
      if (text !== undefined && text.length <= LONGEST) ask = (call) => work([text], call);
    },
    async ask({ tenant, requestId, routing }, waitMs) {
      if (!ask || isUnderWay) return undefined;
      isUnderWay = true;
      try {
        const signal = AbortSignal.timeout(waitMs);
        const deadline = performance.now() + waitMs;
        return (await ask({ tenant, requestId, routing, signal, deadline, cache: 'BYPASS' }))[0];
      } finally {
        isUnderWay = false;
      }
    },
  };
}
