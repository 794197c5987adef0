import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { CacheHint, Caller } from '../../resolvers/context.ts';
import { GatewayError } from '../errors.ts';

const WELL_FORMED = /^[\w.:-]{1,128}$/;

/** The id the caller gave the request, where it is well formed, or a new one. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && WELL_FORMED.test(given) ? given : newRequestId();
}

/** Of one id, in hexadecimal digits: 128 random bits. */
const ID_LENGTH = 32;
const DRAWN_AT_ONCE = 256;
let [drawn, used] = ['', 0];

/** An id that nobody can guess. Drawn ahead in bulk: one at a time takes as long as looking up a cached answer. */
export function newRequestId(): string {
  if (used === drawn.length) [drawn, used] = [randomBytes((ID_LENGTH / 2) * DRAWN_AT_ONCE).toString('hex'), 0];
  used += ID_LENGTH;
  return drawn.slice(used - ID_LENGTH, used);
}

/** What callers of one server share. */
export type CallerRules = Pick<Caller, 'longestMs' | 'isAdmin' | 'enterStream'>;

/** The caller behind a request, with the longest time from now to be answered. */
export function callerOf(rules: CallerRules, requestId: string, signal: () => AbortSignal, cacheHint?: CacheHint): Caller {
  const { longestMs, isAdmin, enterStream } = rules;
  const deadline = performance.now() + longestMs;
  return { requestId, tenant: 'public', deadline, longestMs, isAdmin, enterStream, signal, cacheHint };
}

/** By connection: making a signal takes longer than looking up a cached answer, and a connection carries many requests. */
const signals = new WeakMap<Socket, AbortSignal>();

/** A signal, made on first use, that aborts when the connection of the request closes. What listens must stop when its request is answered. */
export function closedSignal({ socket }: IncomingMessage): () => AbortSignal {
  return () => {
    const known = signals.get(socket);
    if (known) return known;
    const made = watchClose(socket);
    signals.set(socket, made);
    return made;
  };
}

function watchClose(socket: Socket): AbortSignal {
  const controller = new AbortController();
  const leave = () => controller.abort(new GatewayError('CLIENT_CLOSED_REQUEST', 'The caller left.'));
  if (socket.destroyed) leave();
  else socket.once('close', leave);
  return controller.signal;
}
