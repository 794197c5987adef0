import { GatewayError } from '../../src/errors.ts';
import type { Call } from '../../src/model.ts';
import { silentFor } from './upstream-failure.ts';

/** One try at a provider. Its signal aborts with the GatewayError that says why. */
export interface Attempt {
  signal: AbortSignal;
  /** Gives the provider this long of silence from now, but never past the deadline of the call. Replaces what was allowed before. */
  allow(milliseconds: number): void;
  /** Lets go of timers and of the call's signal. */
  end(): void;
}

/** The error of a call whose signal has aborted. */
function leaving(call: Pick<Call, 'deadlineAt'>): GatewayError {
  return performance.now() >= call.deadlineAt
    ? new GatewayError('DEADLINE_EXCEEDED', 'No answer came before the deadline.')
    : new GatewayError('CLIENT_CLOSED_REQUEST', 'The caller left before the answer was there.');
}

/** Begins a try of at most `attemptMs` for a call. Whoever begins one ends it. */
export function beginAttempt(call: Pick<Call, 'signal' | 'deadlineAt'>, attemptMs: number): Attempt {
  const controller = new AbortController();
  const leave = () => controller.abort(leaving(call));
  let timer: NodeJS.Timeout | undefined;
  const begin = (allowedMs: number, setting: 'attemptMs' | 'idleMs') => {
    clearTimeout(timer);
    const remainingMs = call.deadlineAt - performance.now();
    const isLast = remainingMs <= allowedMs;
    const expire = () =>
      controller.abort(
        isLast ? new GatewayError('DEADLINE_EXCEEDED', 'No answer came before the deadline.') : silentFor(setting),
      );
    timer = setTimeout(expire, Math.max(0, Math.min(allowedMs, remainingMs)));
  };
  const end = () => {
    clearTimeout(timer);
    call.signal.removeEventListener('abort', leave);
  };
  if (call.signal.aborted) leave();
  else {
    call.signal.addEventListener('abort', leave, { once: true });
    begin(attemptMs, 'attemptMs');
  }
  return { signal: controller.signal, allow: (milliseconds) => begin(milliseconds, 'idleMs'), end };
}
