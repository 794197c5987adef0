import { part } from '../batch.ts';
import type { GatewayError } from '../errors.ts';
import { type Batch, type Call, isAnswered, type Outcome, type Run } from '../model.ts';
import type { Task } from '../task.ts';
import { wasPassedOver } from './ask-again.ts';

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
  return async (batch, call) => {
    budget.called();
    const outcomes = [...(await run(batch, call))];
    const most = call.routing.fallback ? 0 : settings.retries; // what fails goes to the other model at once
    for (let again = 0; again < most && outcomes.some(isRetried); again++) {
      const { indexes, waitMs } = nextTry(outcomes, batch, call, jitter(settings, again));
      if (indexes.length === 0 || isSuspect(call) || !budget.spend()) break;
      if (!(await waited(waitMs + TIMER_SLACK_MS, call.signal))) break;
      const tried = await run(part(batch, indexes), call);
      indexes.forEach((index, place) => {
        const outcome = tried[place];
        if (outcome) outcomes[index] = outcome;
      });
    }
    return outcomes;
  };
}

/** Which texts are asked again, and after which wait: those whose failure may pass, and what their failures kept from being asked. */
function nextTry<T extends Task>(outcomes: readonly Outcome<T>[], { texts, sinks }: Batch<T>, call: Call, delayMs: number) {
  const isPassedOver = (index: number) => wasPassedOver(texts[index] ?? '', call);
  const waitOf = (index: number) => Math.max(delayMs, retryAfterOf(outcomes[index]));
  const retried = [...outcomes.keys()].filter((index) => isRetried(outcomes[index]));
  const failed = retried.filter(
    (index) =>
      !isPassedOver(index) &&
      !sinks?.[index]?.hasText() &&
      call.account.attemptsLeft(texts[index] ?? '') > 0 &&
      fits(waitOf(index), call),
  );
  const waitMs = Math.max(...failed.map(waitOf));
  // Nobody waits for a model that is left alone; but what a neighbor's failure kept from being asked goes along.
  const indexes = retried.filter((index) => failed.includes(index) || (isPassedOver(index) && waitOf(index) <= waitMs));
  return { indexes, waitMs };
}

function isRetried<T extends Task>(outcome: Outcome<T> | undefined): boolean {
  if (!outcome || isAnswered(outcome)) return false;
  const { traits, ofText } = outcome.result as GatewayError;
  return traits.retried && !ofText;
}

function retryAfterOf<T extends Task>(outcome: Outcome<T> | undefined): number {
  return outcome && !isAnswered(outcome) ? ((outcome.result as GatewayError).retryAfterMs ?? 0) : 0;
}

function jitter({ firstDelayMs, maxDelayMs }: RetrySettings, again: number): number {
  return Math.random() * Math.min(maxDelayMs, firstDelayMs * 2 ** again);
}

function fits(waitMs: number, { deadlineAt, signal }: Call): boolean {
  return !signal.aborted && performance.now() + waitMs < deadlineAt;
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
