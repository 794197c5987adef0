import { GatewayError } from '../errors.ts';
import type { Attempt, AttemptOutcome, AttemptTimes, ModelRef, Outcome, Run, Usage } from '../model.ts';
import type { Task } from '../task.ts';
import { usageOfAll } from '../usage.ts';
import { withChanges } from '../with-changes.ts';

/** One call that was made to a model, whatever became of it. */
export interface CallRecord {
  task: Task;
  model: ModelRef;
  tenant: string;
  requestId: string;
  texts: number;
  failed: number;
  /** The code of the first failure, if any. */
  code?: GatewayError['code'];
  latencyMs: number;
  usage?: Usage;
}

export type Observer = (record: CallRecord) => void;

/** Writes the attempt onto each outcome, and one record a call: losers of a hedge and cut streams too. */
export function observe<T extends Task>(run: Run<T>, task: T, model: ModelRef, observer: Observer): Run<T> {
  return async (texts, options, call) => {
    const started = performance.now();
    const isAsked = started < call.deadline && !call.signal.aborted; // who got a place too late asks nobody
    const wait = createWait();
    const outcomes = await run(texts, options, withChanges(call, { queued: wait.enter }));
    const endedAt = performance.now();
    const latencyMs = endedAt - started;
    const times = { enqueuedAt: call.enqueuedAt ?? started, startedAt: wait.endedAt(started, endedAt), endedAt };
    const failures = outcomes.map(({ result }) => result).filter((result) => result instanceof GatewayError);
    if (isAsked)
      observer({
        task,
        model,
        tenant: call.tenant,
        requestId: call.requestId,
        texts: texts.length,
        failed: failures.length,
        code: failures[0]?.code,
        latencyMs,
        usage: usageOfAll(outcomes),
      });
    return outcomes.map((outcome) =>
      withChanges(outcome, { attempts: [...outcome.attempts, attemptOf(outcome, model, latencyMs, times)] }),
    );
  };
}

/** The wait in the queue of a model that has one: it ends when the first of the texts is taken out. */
function createWait() {
  let hasEntered = false;
  let leftMs: number | undefined;
  const leave = () => {
    leftMs ??= performance.now();
  };
  return {
    enter() {
      hasEntered = true;
      return leave;
    },
    /** Without a queue it never began; who was never taken out waited to the end. */
    endedAt: (from: number, to: number) => leftMs ?? (hasEntered ? to : from),
  };
}

function attemptOf<T extends Task>({ result }: Outcome<T>, model: ModelRef, latencyMs: number, times: AttemptTimes): Attempt {
  const { backend, id } = model;
  return result instanceof GatewayError
    ? { backend, model: id, latencyMs, times, outcome: failureKind(result), code: result.code }
    : { backend, model: id, latencyMs, times, outcome: 'OK' };
}

function failureKind(error: GatewayError): AttemptOutcome {
  if (error.code === 'DEADLINE_EXCEEDED' || error.code === 'UPSTREAM_TIMEOUT') return 'TIMEOUT';
  return error.code === 'CLIENT_CLOSED_REQUEST' ? 'CANCELLED' : 'ERROR';
}
