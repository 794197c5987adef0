import type { Attempt } from '../account.ts';
import { derive } from '../call.ts';
import { type ErrorCode, GatewayError } from '../errors.ts';
import { abortedError } from '../layers/with-deadline.ts';
import { CappedAccount, callsIn } from '../ledger/account.ts';
import { type Answer, type Batch, type Call, isAnswered, type Outcome, outcomeOf, type Routing } from '../model.ts';
import type { Task } from '../task.ts';
import { withChanges } from '../with-changes.ts';
import type { Policy } from './routing-policy.ts';

/** How work is done: the same for all that is asked alike. */
export interface ExecutionTerms {
  policy: Policy;
  minConfidence?: number;
  /** How many real calls one text may cost. */
  maxAttempts: number;
  /** An answer after a failure is degraded. */
  ranked: boolean;
  /** What was passed over before the first model was asked. */
  trail: readonly Attempt[];
  /** What a model is told of its route: whether another may answer at once what it cannot. */
  withSpare: Routing;
  withoutSpare: Routing;
}

/** One text on its way along the candidates. */
interface TextProgress<T extends Task> {
  answer?: Outcome<T>;
  /** An answer past its time, from the first model that had one. */
  stale?: Outcome<T>['stale'];
  /** The answer is not sure enough, and a better model was still to be asked. */
  short: boolean;
  open: boolean;
  errors: readonly GatewayError[];
}

const NO_ERRORS: readonly GatewayError[] = [];

/** The texts of one request on their way along the candidates: who is still open, and what became of each. A class, since one is made for every request. */
export class RouteExecution<T extends Task> {
  readonly #all: readonly TextProgress<T>[];
  readonly #batch: Batch<T>;
  readonly #call: Call;
  readonly #terms: ExecutionTerms;

  constructor(batch: Batch<T>, call: Call, terms: ExecutionTerms) {
    this.#all = batch.texts.map(() => ({ short: false, open: true, errors: NO_ERRORS }));
    this.#batch = batch;
    this.#call = call;
    this.#terms = terms;
    for (const attempt of terms.trail) for (const text of batch.texts) call.account.note(text, attempt);
  }

  isOpen(): boolean {
    const { signal, deadlineAt } = this.#call;
    return this.#all.some(isOpen) && !signal.aborted && performance.now() < deadlineAt;
  }

  pending(): readonly number[] {
    const indexes: number[] = [];
    this.#all.forEach(({ open }, index) => {
      if (open) indexes.push(index);
    });
    return indexes;
  }

  /** The call as the next model sees it. One attempt is kept back for each of the models behind it. */
  callFor(modelsBehind: number, hasSpare: boolean): Call {
    const { maxAttempts, withSpare, withoutSpare } = this.#terms;
    const account = new CappedAccount(this.#call.account, maxAttempts - modelsBehind);
    return derive(this.#call, { account, routing: hasSpare ? withSpare : withoutSpare });
  }

  /** Takes in what a model made of the texts at `indexes`. */
  take(indexes: readonly number[], outcomes: readonly Outcome<T>[], isMoreToAsk: boolean): void {
    for (const [place, index] of indexes.entries()) {
      const [progress, outcome] = [this.#all[index], outcomes[place]];
      const reason = progress && outcome && this.#arrived(index, progress, outcome, isMoreToAsk);
      if (reason) this.#batch.sinks?.[index]?.restart(reason);
    }
  }

  outcomes(): readonly Outcome<T>[] {
    return this.#all.map((progress) => ended(progress, this.#terms, this.#call));
  }

  /** Why another model starts over, if one does. */
  #arrived(index: number, progress: TextProgress<T>, outcome: Outcome<T>, isMoreToAsk: boolean): ErrorCode | undefined {
    if (isAnswered(outcome)) {
      progress.answer = outcome;
      progress.short = isMoreToAsk && !isSure(outcome.result, this.#terms);
      progress.open = progress.short;
      return undefined;
    }
    const error = outcome.result as GatewayError;
    const trail = this.#call.account.trail(this.#batch.texts[index] ?? '');
    progress.errors = [...progress.errors, error];
    progress.stale ??= outcome.stale;
    progress.open = error.traits.failover && callsIn(trail) < this.#terms.maxAttempts;
    return progress.open && isMoreToAsk ? error.code : undefined;
  }
}

const isOpen = ({ open }: { open: boolean }) => open;

function isSure<T extends Task>({ confidence }: Answer<T>, { policy, minConfidence = 0 }: ExecutionTerms): boolean {
  return policy !== 'cascade' || confidence === undefined || confidence >= minConfidence;
}

/** What became of a text in the end. */
function ended<T extends Task>(
  { answer, short, stale, errors }: TextProgress<T>,
  { policy, ranked }: ExecutionTerms,
  call: Call,
): Outcome<T> {
  const degraded = policy === 'cascade' ? short : ranked && errors.length > 0;
  if (answer) return degraded ? withChanges(answer, { degraded }) : answer;
  if (!stale) return outcomeOf<T>(mostTelling(errors) ?? abortedError(call));
  return { result: stale.answer, degraded: true, cache: { status: 'STALE', ageSeconds: stale.ageSeconds } };
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
