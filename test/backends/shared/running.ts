import type { Account } from '../../../src/account.ts';
import { createSink } from '../../../src/batch.ts';
import { GatewayError } from '../../../src/errors.ts';
import { askAgain } from '../../../src/layers/ask-again.ts';
import { guard } from '../../../src/layers/catch-failures.ts';
import { observe } from '../../../src/layers/observe.ts';
import { CappedAccount, RequestAccount } from '../../../src/ledger/account.ts';
import type { Backend, Call, Model, Outcome, Run, Sink } from '../../../src/model.ts';
import type { Options, Result, Task } from '../../../src/task.ts';

export function modelOf<T extends Task>(backend: Backend, task: T): Model<T> {
  const model = backend.models().find((candidate) => candidate.task === task);
  if (!model) throw new Error(`no model for ${task}`);
  return model as unknown as Model<T>;
}

export function callOf(call: Partial<Call> & { timeoutMs?: number } = {}): Call {
  const { timeoutMs = 5_000, ...given } = call;
  return {
    signal: new AbortController().signal,
    deadlineAt: performance.now() + timeoutMs,
    tenant: 'tenant',
    requestId: 'request',
    routing: { strategy: 'AUTO', fallback: true },
    cache: 'USE',
    account: new RequestAccount(),
    ...given,
  };
}

/** An account for so many real calls of each text. */
export const accountFor = (calls: number): Account => new CappedAccount(new RequestAccount(), calls);

/** The run of a model as its chain has it, without retries and breaker: what it says is asked again, is. */
export function runOf<T extends Task>(backend: Backend, task: T): Run<T> {
  const { id, version, run: first } = modelOf(backend, task);
  const model = { id, version, backend: backend.name };
  return askAgain(first, (run) => observe(guard({ id, run }, backend), { model, local: backend.local }, () => undefined));
}

/** A sink for what is written. */
export const heardBy = (hear: (delta: string) => unknown): Sink => createSink([{ write: hear, restart: () => undefined }]);

/** Runs one text and gives its outcome; `hear` is given the answer as it is written. */
export async function runOne<T extends Task>(
  backend: Backend,
  task: T,
  options: Options<T>,
  { text = 'The soup was cold.', call = callOf(), hear }: { text?: string; call?: Call; hear?: (delta: string) => unknown } = {},
): Promise<Outcome<T>> {
  const [outcome] = await runOf(backend, task)({ texts: [text], options, sinks: hear && [heardBy(hear)] }, call);
  if (!outcome) throw new Error('no outcome');
  return outcome;
}

export function answerOf<T extends Task>({ result }: Pick<Outcome<T>, 'result'>): Result<T> {
  if (result instanceof GatewayError) throw result;
  return result.value;
}

export function errorOf<T extends Task>({ result }: Pick<Outcome<T>, 'result'>): GatewayError {
  if (!(result instanceof GatewayError)) throw new Error(`an answer: ${JSON.stringify(result)}`);
  return result;
}

/** Everything of an error that could reach a caller or a log. */
export function allTextOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = Object.entries(error).map(([key, value]) => `${key}: ${String(value)}`);
  return [error.name, error.message, error.stack, ...own, error.cause ? allTextOf(error.cause) : ''].join('\n');
}
