import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from '../../resolvers/context.ts';
import { GatewayError } from '../errors.ts';

const WELL_FORMED = /^[\w.:-]{1,128}$/;

/** The id the caller gave the request, where it is well formed, or a new one. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && WELL_FORMED.test(given) ? given : randomUUID();
}

/** The caller behind an HTTP request, with `longestMs` from now to be answered. */
export function callerOf(response: ServerResponse, requestId: string, longestMs: number, mayOperate: boolean): Caller {
  let signal: AbortSignal | undefined;
  return {
    requestId,
    tenant: 'public',
    deadline: performance.now() + longestMs,
    longestMs,
    mayOperate,
    signal: () => {
      signal ??= closedSignal(response);
      return signal;
    },
  };
}

/** Aborts when the connection closes before the response was written whole. */
function closedSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // one for each text under way
  const leave = () => {
    if (!response.writableFinished) controller.abort(new GatewayError('CLIENT_CLOSED_REQUEST', 'The caller left.'));
  };
  if (response.destroyed) leave();
  else response.once('close', leave);
  return controller.signal;
}
