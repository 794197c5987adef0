import type { z } from 'zod';
import { GatewayError } from '../../src/errors.ts';
import type { Call } from '../../src/model.ts';
import { beginAttempt } from './attempt.ts';
import { refusalIn } from './refusal.ts';
import type { Upstream } from './upstream.ts';

const INVALID = 'The provider answered with something that is not a reply of its API.';

function read<S extends z.ZodType>(schema: S, reply: unknown, sent: object): z.output<S> {
  const error = refusalIn(reply, sent);
  if (error) throw error;
  const parsed = schema.safeParse(reply);
  if (!parsed.success) throw new GatewayError('UPSTREAM_INVALID', INVALID);
  return parsed.data;
}

/** Posts JSON as one try of at most `attemptMs` and gives the reply as the schema reads it. Throws GatewayError. */
export async function postJson<S extends z.ZodType>(
  upstream: Upstream,
  { path, body, schema, attemptMs }: { path: string; body: object; schema: S; attemptMs: number },
  call: Pick<Call, 'signal' | 'deadlineAt'>,
): Promise<z.output<S>> {
  const attempt = beginAttempt(call, attemptMs);
  try {
    attempt.signal.throwIfAborted();
    const reply = await upstream.post(path, JSON.stringify(body), attempt.signal);
    return read(schema, await reply.json(), body);
  } catch (thrown) {
    throw attempt.signal.aborted ? attempt.signal.reason : thrown;
  } finally {
    attempt.end();
  }
}
