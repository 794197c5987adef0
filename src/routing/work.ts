import { changed } from '../changed.ts';
import { type ErrorCode, GatewayError } from '../errors.ts';
import { movedBy } from '../layers/split.ts';
import { abortedError } from '../layers/within.ts';
import { type Answer, type Attempt, type Call, isAnswered, type Outcome, outcomeOf, type Usage } from '../model.ts';
import type { Task } from '../task.ts';
import { totalUsage, usageOf } from '../usage.ts';
import type { Policy } from './order.ts';

/** How work is done: the same for all that is asked alike. */
export interface WorkTerms {
  policy: Policy;
  minConfidence?: number;
  maxAttempts: number;
  /** An answer after a failure is degraded. */
  ranked: boolean;
  /** What was passed over before the first model was asked. */
  trail: readonly Attempt[];
}

/** One text on its way along the candidates. */
interface Journey<T extends Task> {
  answer?: Outcome<T>;
  /** An answer past its time, from the first model that had one. */
  stale?: Outcome<T>['stale'];
  /** The answer is not sure enough, and a better model was still to be asked. */
  short: boolean;
  heard: boolean;
  open: boolean;
  attempts: readonly Attempt[];
  errors: readonly GatewayError[];
  /** What failed and what was replaced, so far. */
  spent?: Usage;
}

const NO_ATTEMPTS: readonly Attempt[] = [];
const NO_ERRORS: readonly GatewayError[] = [];

/** The texts of one request on their way along the candidates: who is still open, and what became of each. A class, since one is made for every request. */
export class Work<T extends Task> {
  readonly #journeys: readonly Journey<T>[];
  readonly #call: Call;
  readonly #terms: WorkTerms;

  constructor(texts: readonly string[], call: Call, terms: WorkTerms) {
    const attempts = terms.trail;
    this.#journeys = texts.map(() => ({ short: false, heard: false, open: true, attempts, errors: NO_ERRORS }));
    this.#call = call;
    this.#terms = terms;
  }

  isOpen(): boolean {
    const { signal, deadline } = this.#call;
    return this.#journeys.some(isOpen) && !signal.aborted && performance.now() < deadline;
  }

  pending(): readonly number[] {
    const places: number[] = [];
    this.#journeys.forEach(({ open }, place) => {
      if (open) places.push(place);
    });
    return places;
  }

  /** The call as the next model sees it, for the texts at `places`. One attempt is kept back for each of the models behind it. */
  callFor(places: readonly number[], modelsBehind: number, hasSpare: boolean): Call {
    const most = places.reduce((sum, place) => Math.max(sum, spent(this.#journeys[place])), 0);
    const attemptsLeft = Math.max(1, this.#terms.maxAttempts - most - modelsBehind);
    const call = changed(this.#call, { attemptsLeft, hasSpare });
    if (!call.emit) return call;
    return movedBy(changed(call, { emit: listening(call, this.#journeys) }), (inPart) => places[inPart] ?? 0);
  }

  /** Takes in what a model made of the texts at `places`. */
  take(places: readonly number[], outcomes: readonly Outcome<T>[], isMoreToAsk: boolean): void {
    outcomes.forEach((outcome, index) => {
      const place = places[index] ?? 0;
      const journey = this.#journeys[place];
      const reason = journey && this.#arrived(journey, outcome, isMoreToAsk);
      if (!reason || !journey.heard) return;
      journey.heard = false;
      this.#call.restart?.(place, reason);
    });
  }

  outcomes(): readonly Outcome<T>[] {
    return this.#journeys.map((journey) => ended(journey, this.#terms, this.#call));
  }

  #arrived(journey: Journey<T>, outcome: Outcome<T>, isMoreToAsk: boolean): ErrorCode | undefined {
    if (outcome.attempts.length > 0) journey.attempts = [...journey.attempts, ...outcome.attempts];
    if (isAnswered(outcome)) {
      journey.spent = totalUsage([journey.spent, journey.answer && usageOf(journey.answer)]);
      journey.answer = outcome;
      journey.short = isMoreToAsk && !isSure(outcome.result, this.#terms);
      journey.open = journey.short;
      return undefined;
    }
    const error = outcome.result as GatewayError;
    journey.errors = [...journey.errors, error];
    journey.stale ??= outcome.stale;
    journey.spent = totalUsage([journey.spent, outcome.spent]);
    journey.open = error.traits.failover && spent(journey) < this.#terms.maxAttempts;
    return journey.open && isMoreToAsk ? error.code : undefined;
  }
}

const isOpen = ({ open }: { open: boolean }) => open;

function isSure<T extends Task>({ confidence }: Answer<T>, { policy, minConfidence = 0 }: WorkTerms): boolean {
  return policy !== 'cascade' || confidence === undefined || confidence >= minConfidence;
}

/** What became of a text in the end. */
function ended<T extends Task>(
  { answer, short, stale, attempts, errors, spent: before }: Journey<T>,
  { policy, ranked }: WorkTerms,
  call: Call,
): Outcome<T> {
  const spent = totalUsage([before, answer?.spent]);
  const degraded = policy === 'cascade' ? short : ranked && errors.length > 0;
  if (answer) return { result: answer.result, cache: answer.cache, attempts, degraded, spent };
  if (!stale) return changed(outcomeOf<T>(mostTelling(errors) ?? abortedError(call)), { attempts, spent });
  return { result: stale.answer, attempts, spent, degraded: true, cache: { status: 'STALE', ageSeconds: stale.ageSeconds } };
}

function spent(journey: { attempts: readonly Attempt[] } | undefined): number {
  let calls = 0;
  for (const { outcome } of journey?.attempts ?? NO_ATTEMPTS) if (!outcome.startsWith('SKIPPED')) calls += 1;
  return calls;
}

/** Remembers which places the caller has heard something of, so that it can be told when that is void. */
function listening({ emit }: Call, journeys: readonly { heard: boolean }[]): Call['emit'] {
  if (!emit) return undefined;
  return (place, delta) => {
    const journey = journeys[place];
    if (journey) journey.heard = true;
    emit(place, delta);
  };
}

const LEAST_TELLING: ReadonlySet<ErrorCode> = new Set(['CLIENT_CLOSED_REQUEST', 'DEADLINE_EXCEEDED']);

/** What the caller should hear of several failures, if there were any: one after which sending again may help, before one after which it may not. */
function mostTelling(failures: readonly GatewayError[]): GatewayError | undefined {
  const real = failures.filter(({ code }) => !LEAST_TELLING.has(code));
  const waits = failures.flatMap(({ retryAfterMs }) => (retryAfterMs === undefined ? [] : [retryAfterMs]));
  const best = real.find(({ traits }) => traits.retryable) ?? real[0] ?? failures[0];
  const retryAfterMs = Math.min(...waits);
  if (!best?.traits.retryable || waits.length === 0 || best.retryAfterMs === retryAfterMs) return best;
  const { code, message, cause, path, supported } = best;
  return new GatewayError(code, message, { cause, path, supported, retryAfterMs });
}
