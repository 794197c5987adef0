import type { GatewayError } from '../errors.ts';
import { type Call, isAnswered, type Outcome, type Run } from '../model.ts';
import type { Task } from '../task.ts';
import { totalUsage } from '../usage.ts';
import { withChanges } from '../with-changes.ts';
import { runAt } from './fill-in.ts';

export interface RetrySettings {
  /** How often a text may be asked again of the same model. */
  retries: number;
  firstDelayMs: number;
  maxDelayMs: number;
}

/** A share of traffic that may be spent on asking again, so that retries cannot double the load of a sick backend. */
export interface RetryBudget {
  called(): void;
  /** True, and spent, when one more retry is within the budget. */
  spend(): boolean;
}

const BUDGET_MINIMUM = 3;

/** Retries may be `share` of the calls of late (halved every `windowMs`), and a few more. */
export function createRetryBudget(share = 0.1, windowMs = 30_000): RetryBudget {
  let calls = 0;
  let retries = 0;
  let since = performance.now();
  const decay = () => {
    const halvings = Math.floor((performance.now() - since) / windowMs);
    if (halvings === 0) return;
    since += halvings * windowMs;
    calls /= 2 ** halvings;
    retries /= 2 ** halvings;
  };
  return {
    called() {
      decay();
      calls += 1;
    },
    spend() {
      decay();
      if (retries + 1 > calls * share + BUDGET_MINIMUM) return false;
      retries += 1;
      return true;
    },
  };
}

/** Timers may fire this much early: a model asked before the time its provider named would still be left alone. */
const TIMER_SLACK_MS = 2;

/**
 * Asks again, later, for the texts whose failure may pass, where no other model may answer them: full jitter, and `retryAfterMs` as a floor.
 * A wait that does not fit into the deadline is not begun, nothing is asked again of which the caller has heard a part, nor of a model
 * that fails others too: the error goes up at once, so that another model can answer.
 */
export function retry<T extends Task>(
  run: Run<T>,
  settings: RetrySettings,
  budget: RetryBudget,
  isSuspect: (call: Call) => boolean = () => false,
): Run<T> {
  return async (texts, options, given) => {
    budget.called();
    const heard = new Set<number>();
    const call = listened(given, heard);
    const outcomes = [...(await run(texts, options, call))];
    const most = call.hasSpare ? 0 : Math.min(settings.retries, (call.attemptsLeft ?? Number.POSITIVE_INFINITY) - 1);
    for (let again = 0; again < most && outcomes.some(mayPass); again++) {
      const delayMs = jitter(settings, again);
      const waits = outcomes.map((outcome) => Math.max(delayMs, retryAfterOf(outcome)));
      const mayAsk = (outcome: Outcome<T>, place: number) =>
        mayPass(outcome) && !heard.has(place) && fits(waits[place] ?? 0, call);
      const waitMs = Math.max(...waits.filter((_, place) => mayAsk(outcomes[place] as Outcome<T>, place)));
      const goesAlong = (outcome: Outcome<T>, place: number) => isPassedOver(outcome) && (waits[place] ?? 0) <= waitMs;
      const places = outcomes.flatMap((outcome, place) => (mayAsk(outcome, place) || goesAlong(outcome, place) ? [place] : []));
      if (places.length === 0 || isSuspect(call) || !budget.spend()) break;
      if (!(await waited(waitMs + TIMER_SLACK_MS, call.signal))) break;
      const attemptsLeft = call.attemptsLeft === undefined ? undefined : call.attemptsLeft - again - 1;
      const tried = await runAt(run, places, texts, options, withChanges(call, { attemptsLeft }));
      places.forEach((place, index) => {
        const [before, after] = [outcomes[place], tried[index]];
        if (before && after) outcomes[place] = joined(before, after);
      });
    }
    return outcomes;
  };
}

/** The call, noting of which places the caller has heard something. */
function listened(call: Call, heard: Set<number>): Call {
  const { emit } = call;
  if (!emit) return call;
  return withChanges(call, {
    emit(place: number, delta: string) {
      heard.add(place);
      emit(place, delta);
    },
  });
}

function joined<T extends Task>(before: Outcome<T>, after: Outcome<T>): Outcome<T> {
  const spent = totalUsage([before.spent, after.spent]);
  return withChanges(after, { attempts: [...before.attempts, ...after.attempts], spent });
}

function mayPass<T extends Task>(outcome: Outcome<T>): boolean {
  return isRetried(outcome) && !isPassedOver(outcome);
}

function isRetried<T extends Task>(outcome: Outcome<T>): boolean {
  if (isAnswered(outcome)) return false;
  const { traits, ofText } = outcome.result as GatewayError;
  return traits.retried && !ofText;
}

/** Nobody waits for a model that is left alone; but what a neighbor's failure kept from being asked is asked again along with it. */
function isPassedOver<T extends Task>(outcome: Outcome<T>): boolean {
  return isRetried(outcome) && outcome.attempts.at(-1)?.outcome === 'SKIPPED_UNHEALTHY';
}

function retryAfterOf<T extends Task>(outcome: Outcome<T> | undefined): number {
  return outcome && !isAnswered(outcome) ? ((outcome.result as GatewayError).retryAfterMs ?? 0) : 0;
}

function jitter({ firstDelayMs, maxDelayMs }: RetrySettings, again: number): number {
  return Math.random() * Math.min(maxDelayMs, firstDelayMs * 2 ** again);
}

function fits(waitMs: number, { deadline, signal }: Call): boolean {
  return !signal.aborted && performance.now() + waitMs < deadline;
}

/** False when the caller left meanwhile. */
function waited(ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (whole: boolean) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', leave);
      resolve(whole);
    };
    const leave = () => end(false);
    const timer = setTimeout(end, ms, true);
    signal.addEventListener('abort', leave, { once: true });
  });
}
