import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { GatewayError } from '../../src/errors.ts';
import type { Gateway, GatewayOutcome } from '../../src/gateway.ts';
import type { Task } from '../../src/task.ts';
import type { Ask, Question, Reply } from './ask.ts';

const TIMEOUT_MS = 120_000;

/** Asks a gateway inside this process. */
export function askGateway<T extends Task>(gateway: Gateway, question: Question<T>): Ask<T> {
  const { task, options, model, timeoutMs = TIMEOUT_MS } = question;
  return async (texts, signal) => {
    setMaxListeners(0, signal); // one listener for each batch under way
    const outcomes = await gateway.run(task, texts, options, {
      signal,
      deadlineAt: performance.now() + timeoutMs,
      tenant: 'local',
      requestId: randomUUID(),
      routing: { strategy: 'AUTO', fallback: true, ...(model && { model }) },
      cache: 'USE',
    });
    return outcomes.map(toReply);
  };
}

function toReply<T extends Task>({ result, detected, cache }: GatewayOutcome<T>): Reply<T> {
  if (result instanceof GatewayError) {
    const { code, message, traits, retryAfterMs } = result;
    return { error: { code, message, retryable: traits.retryable, ...(retryAfterMs !== undefined && { retryAfterMs }) } };
  }
  const { value, confidence, model } = result;
  return {
    value,
    ...(confidence !== undefined && { confidence }),
    ...(detected && { detected }),
    model: `${model.backend}/${model.id}`,
    version: model.version,
    cache: cache.status,
  };
}
