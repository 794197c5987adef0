import { type ErrorCode, GatewayError } from '../errors.ts';
import { movedBy } from '../layers/split.ts';
import { abortedError } from '../layers/with-deadline.ts';
import { type Answer, type Attempt, type Call, isAnswered, type Outcome, outcomeOf, type Usage } from '../model.ts';
import type { Task } from '../task.ts';
import { totalUsage, usageOf } from '../usage.ts';
import { withChanges } from '../with-changes.ts';
import type { Policy } from './routing-policy.ts';

/** How work is done: the same for all that is asked alike. */
export interface ExecutionTerms {
  policy: Policy;
  minConfidence?: number;
  maxAttempts: number;
  /** An answer after a failure is degraded. */
  ranked: boolean;
  /** What was passed over before the first model was asked. */
  trail: readonly Attempt[];
}

/** One text on its way along the candidates. */
interface TextProgress<T extends Task> {
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
export class RouteExecution<T extends Task> {
  readonly #all: readonly TextProgress<T>[];
  readonly #call: Call;
  readonly #terms: ExecutionTerms;

  constructor(texts: readonly string[], call: Call, terms: ExecutionTerms) {
    const attempts = terms.trail;
    this.#all = texts.map(() => ({ short: false, heard: false, open: true, attempts, errors: NO_ERRORS }));
    this.#call = call;
    this.#terms = terms;
  }

  isOpen(): boolean {
    const { signal, deadline } = this.#call;
    return this.#all.some(isOpen) && !signal.aborted && performance.now() < deadline;
  }

  pending(): readonly number[] {
    const places: number[] = [];
    this.#all.forEach(({ open }, place) => {
      if (open) places.push(place);
    });
    return places;
  }

  /** The call as the next model sees it, for the texts at `places`. One attempt is kept back for each of the models behind it. */
  callFor(places: readonly number[], modelsBehind: number, hasSpare: boolean): Call {
    const most = places.reduce((sum, place) => Math.max(sum, spent(this.#all[place])), 0);
    const attemptsLeft = Math.max(1, this.#terms.maxAttempts - most - modelsBehind);
    const call = withChanges(this.#call, { attemptsLeft, hasSpare });
    if (!call.emit) return call;
    return movedBy(withChanges(call, { emit: listening(call, this.#all) }), (inPart) => places[inPart] ?? 0);
  }

  /** Takes in what a model made of the texts at `places`. */
  take(places: readonly number[], outcomes: readonly Outcome<T>[], isMoreToAsk: boolean): void {
    outcomes.forEach((outcome, index) => {
      const place = places[index] ?? 0;
      const progress = this.#all[place];
      const reason = progress && this.#arrived(progress, outcome, isMoreToAsk);
      if (!reason || !progress.heard) return;
      progress.heard = false;
      this.#call.restart?.(place, reason);
    });
  }

  outcomes(): readonly Outcome<T>[] {
    return this.#all.map((progress) => ended(progress, this.#terms, this.#call));
  }

  #arrived(progress: TextProgress<T>, outcome: Outcome<T>, isMoreToAsk: boolean): ErrorCode | undefined {
    if (outcome.attempts.length > 0) progress.attempts = [...progress.attempts, ...outcome.attempts];
    if (isAnswered(outcome)) {
      progress.spent = totalUsage([progress.spent, progress.answer && usageOf(progress.answer)]);
      progress.answer = outcome;
      progress.short = isMoreToAsk && !isSure(outcome.result, this.#terms);
      progress.open = progress.short;
      return undefined;
    }
    const error = outcome.result as GatewayError;
    progress.errors = [...progress.errors, error];
    progress.stale ??= outcome.stale;
    progress.spent = totalUsage([progress.spent, outcome.spent]);
    progress.open = error.traits.failover && spent(progress) < this.#terms.maxAttempts;
    return progress.open && isMoreToAsk ? error.code : undefined;
  }
}

const isOpen = ({ open }: { open: boolean }) => open;

function isSure<T extends Task>({ confidence }: Answer<T>, { policy, minConfidence = 0 }: ExecutionTerms): boolean {
  return policy !== 'cascade' || confidence === undefined || confidence >= minConfidence;
}

/** What became of a text in the end. */
function ended<T extends Task>(
  { answer, short, stale, attempts, errors, spent: before }: TextProgress<T>,
  { policy, ranked }: ExecutionTerms,
  call: Call,
): Outcome<T> {
  const spent = totalUsage([before, answer?.spent]);
  const degraded = policy === 'cascade' ? short : ranked && errors.length > 0;
  if (answer) return { result: answer.result, cache: answer.cache, attempts, degraded, spent };
  if (!stale) return withChanges(outcomeOf<T>(mostTelling(errors) ?? abortedError(call)), { attempts, spent });
  return { result: stale.answer, attempts, spent, degraded: true, cache: { status: 'STALE', ageSeconds: stale.ageSeconds } };
}

function spent(progress: { attempts: readonly Attempt[] } | undefined): number {
  let calls = 0;
  for (const { outcome } of progress?.attempts ?? NO_ATTEMPTS) if (!outcome.startsWith('SKIPPED')) calls += 1;
  return calls;
}

/** Remembers which places the caller has heard something of, so that it can be told when that is void. */
function listening({ emit }: Call, all: readonly { heard: boolean }[]): Call['emit'] {
  if (!emit) return undefined;
  return (place, delta) => {
    const progress = all[place];
    if (progress) progress.heard = true;
    emit(place, delta);
  };
}

const MIN_TELLING: ReadonlySet<ErrorCode> = new Set(['CLIENT_CLOSED_REQUEST', 'DEADLINE_EXCEEDED']);

/** What the caller should hear of several failures, if there were any: one after which sending again may help, before one after which it may not. */
function mostTelling(failures: readonly GatewayError[]): GatewayError | undefined {
  const real = failures.filter(({ code }) => !MIN_TELLING.has(code));
  const waits = failures.flatMap(({ retryAfterMs }) => (retryAfterMs === undefined ? [] : [retryAfterMs]));
  const best = real.find(({ traits }) => traits.retryable) ?? real[0] ?? failures[0];
  const retryAfterMs = Math.min(...waits);
  if (!best?.traits.retryable || waits.length === 0 || best.retryAfterMs === retryAfterMs) return best;
  const { code, message, cause, path, supported } = best;
  return new GatewayError(code, message, { cause, path, supported, retryAfterMs });
}
