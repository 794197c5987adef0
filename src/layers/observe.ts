import type { Attempt, AttemptOutcome, AttemptTimes, Trace } from '../account.ts';
import { derive } from '../call.ts';
import { GatewayError } from '../errors.ts';
import { type Batch, type Call, isAnswered, type ModelRef, type Outcome, type Run, type Usage } from '../model.ts';
import type { Task } from '../task.ts';
import { withChanges } from '../with-changes.ts';
import { type Guarded, usedBy } from './catch-failures.ts';

/** One call that was made to a model, whatever became of it. */
export interface CallRecord {
  texts: number;
  failed: number;
  /** The code of the first failure, if any. */
  code?: GatewayError['code'];
  latencyMs: number;
}

export type Observer = (record: CallRecord) => void;

/** A run that is told when the batch came to a model that may have had no place for it. */
export type Observed<T extends Task> = (batch: Batch<T>, call: Call, enqueuedAt?: number) => ReturnType<Run<T>>;

interface Asked {
  model: ModelRef;
  /** Local calls cost nothing. */
  local: boolean;
}

/** Books each call on its account, whatever became of it, notes the attempt for each text, and tells the observer: losers of a hedge and cut streams too. */
export function observe<T extends Task>(run: Guarded<T>, { model, local }: Asked, observer: Observer): Observed<T> {
  return async (batch, call, enqueuedAt) => {
    const { texts } = batch;
    const { account } = call;
    const startedAt = performance.now();
    const trace = new QueueTrace();
    const book = (outcomes: readonly Outcome<T>[], calls: 0 | 1) =>
      account.charge({ kind: 'ANSWER', model, texts, usages: outcomes.map((outcome) => priceOf(outcome, local)), calls });
    const made = await run(batch, derive(call, { trace }), (late) => book(late, 0));
    const outcomes = local && made.some(isWithoutCost) ? made.map(free) : made;
    const endedAt = performance.now();
    const latencyMs = endedAt - startedAt;
    const times = { enqueuedAt: enqueuedAt ?? startedAt, startedAt: trace.endedAt(startedAt, endedAt), endedAt };
    // Who got a place too late asks nobody.
    if (!outcomes.every(isUnasked)) {
      book(outcomes, 1);
      const failures = outcomes.map(({ result }) => result).filter((result) => result instanceof GatewayError);
      observer({ texts: texts.length, failed: failures.length, code: failures[0]?.code, latencyMs });
    }
    outcomes.forEach((outcome, index) => {
      account.note(texts[index] ?? '', attemptOf(outcome, model, latencyMs, times));
    });
    return outcomes;
  };
}

const isUnasked = (outcome: Outcome<Task>) => outcome.isUnasked === true;

const isWithoutCost = ({ result }: Outcome<Task>) => 'usage' in result && result.usage?.costUsd === undefined;

/** The answer of a local model with its cost, where the model does not say it: nothing. */
function free<T extends Task>(outcome: Outcome<T>): Outcome<T> {
  const { result } = outcome;
  if (result instanceof GatewayError || !result.usage) return outcome;
  return withChanges(outcome, { result: withChanges(result, { usage: { ...result.usage, costUsd: 0 } }) });
}

/** What a call took for a text, with its price: 0 for a local model. An answer of a provider that counts nothing has none that is known. */
function priceOf<T extends Task>(outcome: Outcome<T>, local: boolean): Usage | undefined {
  const usage = usedBy(outcome);
  if (local) return usage && { ...usage, costUsd: 0 };
  return usage ?? (isAnswered(outcome) ? UNKNOWN : undefined);
}

const UNKNOWN: Usage = Object.freeze({ inputTokens: 0, outputTokens: 0, estimated: true });

/** The wait in the queue of a model that has one: it ends when the first of the texts is taken out. A class: it holds on to nothing else. */
class QueueTrace implements Trace {
  #hasEntered = false;
  #leftAt: number | undefined;

  lookedUp(): void {}

  queued(): () => void {
    this.#hasEntered = true;
    return () => {
      this.#leftAt ??= performance.now();
    };
  }

  /** Without a queue the wait never began; who was never taken out waited to the end. */
  endedAt(from: number, to: number): number {
    return this.#leftAt ?? (this.#hasEntered ? to : from);
  }
}

function attemptOf<T extends Task>(
  { result, isUnasked }: Outcome<T>,
  { backend, id: model }: ModelRef,
  latencyMs: number,
  times: AttemptTimes,
): Attempt {
  if (!(result instanceof GatewayError)) return { backend, model, latencyMs, times, outcome: 'OK' };
  const { code } = result;
  const outcome = failureKind(result);
  if (isUnasked && outcome === 'ERROR') return { backend, model, latencyMs: 0, outcome: 'SKIPPED_UNSUPPORTED', code };
  return { backend, model, latencyMs, times, outcome, code };
}

function failureKind(error: GatewayError): AttemptOutcome {
  if (error.code === 'DEADLINE_EXCEEDED' || error.code === 'UPSTREAM_TIMEOUT') return 'TIMEOUT';
  return error.code === 'CLIENT_CLOSED_REQUEST' ? 'CANCELLED' : 'ERROR';
}
