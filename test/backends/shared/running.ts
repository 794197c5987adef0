import { GatewayError } from '../../../src/errors.ts';
import type { Backend, Call, Model, Outcome } from '../../../src/model.ts';
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
    deadline: performance.now() + timeoutMs,
    tenant: 'tenant',
    requestId: 'request',
    routing: { strategy: 'AUTO', fallback: true },
    cache: 'USE',
    ...given,
  };
}

/** Runs one text and gives its outcome. */
export async function runOne<T extends Task>(
  backend: Backend,
  task: T,
  options: Options<T>,
  { text = 'The soup was cold.', call = callOf() } = {},
): Promise<Outcome<T>> {
  const [outcome] = await modelOf(backend, task).run([text], options, call);
  if (!outcome) throw new Error('no outcome');
  return outcome;
}

export function answerOf<T extends Task>({ result }: Outcome<T>): Result<T> {
  if (result instanceof GatewayError) throw result;
  return result.value;
}

export function errorOf<T extends Task>({ result }: Outcome<T>): GatewayError {
  if (!(result instanceof GatewayError)) throw new Error(`an answer: ${JSON.stringify(result)}`);
  return result;
}

/** Everything of an error that could reach a caller or a log. */
export function allTextOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = Object.entries(error).map(([key, value]) => `${key}: ${String(value)}`);
  return [error.name, error.message, error.stack, ...own, error.cause ? allTextOf(error.cause) : ''].join('\n');
}
