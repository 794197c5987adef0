import type { RetryBudget } from '../layers/retry.ts';
import { type Call, isAnswered, type Outcome } from '../model.ts';
import type { Options, Task } from '../task.ts';
import { totalUsage, usageOf } from '../usage.ts';
import { withChanges } from '../with-changes.ts';
import type { Chain } from './chain.ts';

type Outcomes<T extends Task> = readonly Outcome<T>[];

export interface Hedged<T extends Task> {
  outcomes: Outcomes<T>;
  /** How many of the two have had their say: a loser that was stopped has not. */
  asked: 1 | 2;
}

/**
 * Asks `next` as well when `first` has not answered within the time that 95 of 100 of its calls take, if the budget
 * allows. The first good answer wins; the other call is aborted, and its attempts and cost are kept. `next` makes one call,
 * which was kept back for it: it does not retry.
 */
export async function hedge<T extends Task>(
  [first, next]: readonly [Chain<T>, Chain<T>],
  texts: readonly string[],
  options: Options<T>,
  call: Call,
  budget: RetryBudget,
): Promise<Hedged<T>> {
  budget.called();
  const patience = first.stats.p95Ms();
  const primary = start(first, texts, options, call);
  if (patience === undefined || (await settledWithin(primary.outcomes, patience)) || !budget.spend()) {
    return { outcomes: await primary.outcomes, asked: 1 };
  }
  const second = start(next, texts, options, withChanges(call, { attemptsLeft: 1 }));
  const [winner, loser] = await firstGood(primary, second);
  loser.stop();
  const outcomes = await winner.outcomes;
  return {
    outcomes: joined(outcomes, await loser.outcomes),
    asked: winner === primary && outcomes.every(isAnswered) ? 1 : 2,
  };
}

interface Racer<T extends Task> {
  outcomes: Promise<Outcomes<T>>;
  stop(): void;
}

function start<T extends Task>(chain: Chain<T>, texts: readonly string[], options: Options<T>, call: Call): Racer<T> {
  const own = new AbortController();
  const leave = () => own.abort();
  call.signal.addEventListener('abort', leave, { once: true });
  const outcomes = chain.run(texts, options, withChanges(call, { signal: own.signal }));
  const end = () => call.signal.removeEventListener('abort', leave);
  outcomes.then(end, end);
  return { outcomes, stop: leave };
}

async function settledWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, ms, false);
  });
  const early = await Promise.race([work.then(() => true), late]);
  clearTimeout(timer);
  return early;
}

/** The racer whose texts were all answered first; when neither's were, the one that began first. */
async function firstGood<T extends Task>(a: Racer<T>, b: Racer<T>): Promise<readonly [Racer<T>, Racer<T>]> {
  const good = (racer: Racer<T>) => racer.outcomes.then((outcomes) => outcomes.every(isAnswered));
  const winner = await Promise.race([
    good(a).then((ok) => (ok ? a : good(b).then((other) => (other ? b : a)))),
    good(b).then((ok) => (ok ? b : good(a).then(() => a))),
  ]);
  return winner === a ? [a, b] : [b, a];
}

/** Where neither answered all texts, each text has the answer it got. */
function joined<T extends Task>(won: Outcomes<T>, lost: Outcomes<T>): Outcomes<T> {
  return won.map((outcome, place) => {
    const other = lost[place];
    if (!other) return outcome;
    const [kept, left] = !isAnswered(outcome) && isAnswered(other) ? [other, outcome] : [outcome, other];
    return withChanges(kept, { attempts: [...left.attempts, ...kept.attempts], spent: totalUsage([kept.spent, usageOf(left)]) });
  });
}
