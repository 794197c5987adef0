import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CacheHint, Caller } from '../../resolvers/context.ts';
import { GatewayError } from '../errors.ts';

const WELL_FORMED = /^[\w.:-]{1,128}$/;

/** The id the caller gave the request, where it is well formed, or a new one. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && WELL_FORMED.test(given) ? given : newRequestId();
}

export function newRequestId(): string {
  return randomUUID();
}

/** What callers of one server share. */
export type CallerRules = Pick<Caller, 'longestMs' | 'mayOperate' | 'enterStream'>;

/** The caller behind a request, with the longest time from now to be answered. */
export function callerOf(rules: CallerRules, requestId: string, signal: () => AbortSignal, cacheHint?: CacheHint): Caller {
  const { longestMs, mayOperate, enterStream } = rules;
  const deadline = performance.now() + longestMs;
  return { requestId, tenant: 'public', deadline, longestMs, mayOperate, enterStream, signal, cacheHint };
}

/** A signal, made on first use, that aborts when the connection closes before the response was written whole. */
export function closedSignal(response: ServerResponse): () => AbortSignal {
  let signal: AbortSignal | undefined;
  return () => {
    signal ??= watchClose(response);
    return signal;
  };
}

function watchClose(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  const leave = () => {
    if (!response.writableFinished) controller.abort(new GatewayError('CLIENT_CLOSED_REQUEST', 'The caller left.'));
  };
  if (response.destroyed) leave();
  else response.once('close', leave);
  return controller.signal;
}
