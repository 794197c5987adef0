import { part } from '../batch.ts';
import type { Call, Outcome, Run } from '../model.ts';
import type { Task } from '../task.ts';
import { inTurns } from './in-turns.ts';

/**
 * Asks again at once where an outcome says how, as long as the text has calls left. `around` puts the layers of a real call around the
 * new one, which may be refused like any other: then the outcome before stays. At most `atOnce` run side by side.
 */
export function askAgain<T extends Task>(
  run: Run<T>,
  around: (run: Run<T>) => Run<T>,
  atOnce = Number.POSITIVE_INFINITY,
): Run<T> {
  const first = around(run);
  return async (batch, call) => {
    let outcomes = await first(batch, call);
    for (let ways = waysOf(outcomes, batch.texts, call); ways.length > 0; ways = waysOf(outcomes, batch.texts, call)) {
      const next = [...outcomes];
      const before = outcomes;
      await inTurns(ways, atOnce, async ([again, indexes]) => {
        const made = await around(again)(part(batch, indexes), call);
        indexes.forEach((index, place) => {
          const isRefused = wasPassedOver(batch.texts[index] ?? '', call);
          const outcome = isRefused ? withoutWay(before[index]) : made[place];
          if (outcome) next[index] = outcome;
        });
      });
      outcomes = next;
    }
    return outcomes;
  };
}

type Way<T extends Task> = readonly [again: Run<T>, indexes: readonly number[]];

/** The ways to ask again that are open, each with the places of its texts. */
function waysOf<T extends Task>(outcomes: readonly Outcome<T>[], texts: readonly string[], call: Call): readonly Way<T>[] {
  if (!outcomes.some(hasWay) || call.signal.aborted || performance.now() >= call.deadlineAt) return [];
  const ways = new Map<Run<T>, number[]>();
  for (const [index, { again }] of outcomes.entries()) {
    if (!again || call.account.attemptsLeft(texts[index] ?? '') <= 0) continue;
    const known = ways.get(again);
    if (known) known.push(index);
    else ways.set(again, [index]);
  }
  return [...ways];
}

const hasWay = ({ again }: Outcome<Task>) => again !== undefined;

function withoutWay<T extends Task>(outcome: Outcome<T> | undefined): Outcome<T> | undefined {
  return outcome && { result: outcome.result, cache: outcome.cache };
}

/** True where the model was not asked for the text the last time: it is left alone, or has no place. */
export function wasPassedOver(text: string, { account }: Pick<Call, 'account'>): boolean {
  return account.trail(text).at(-1)?.outcome === 'SKIPPED_UNHEALTHY';
}
