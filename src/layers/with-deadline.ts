import { setMaxListeners } from 'node:events';
import { GatewayError } from '../errors.ts';
import type { Call } from '../model.ts';

/** How long work that was aborted may take to say what it has cost. */
const LAST_WORDS_MS = 20;

/** Timers may fire this much before the clock says so. */
const TIMER_SLACK_MS = 2;

/** The longest a timer can be set for: one set for longer fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Why a call ended: its time was up, unless its signal says that its caller left before. */
export function abortedError({ signal, deadlineAt }: Pick<Call, 'signal' | 'deadlineAt'>): GatewayError {
  if (!signal.aborted || performance.now() + TIMER_SLACK_MS >= deadlineAt) return late();
  return signal.reason instanceof GatewayError ? signal.reason : left();
}

const late = () => new GatewayError('DEADLINE_EXCEEDED', 'No answer came before the deadline.');
const left = () => new GatewayError('CLIENT_CLOSED_REQUEST', 'The caller left before the answer was there.');

/**
 * Does `work`, and stops waiting for it when the caller leaves or the deadline passes: rejects with DEADLINE_EXCEEDED or
 * CLIENT_CLOSED_REQUEST then. Work that wants to hear of it asks `own` for a signal as it starts; a signal costs too much to make one for nobody.
 */
export function withDeadline<T>(
  call: Pick<Call, 'signal' | 'deadlineAt'>,
  work: (own: () => AbortSignal) => Promise<T>,
): Promise<T> {
  const left = call.deadlineAt - performance.now();
  if (left <= 0 || call.signal.aborted) return Promise.reject(abortedError(call));
  return new Promise((resolve, reject) => {
    let stop: AbortController | undefined;
    const own = () => {
      stop ??= new AbortController();
      return stop.signal;
    };
    const end = () => {
      clearTimeout(timer);
      call.signal.removeEventListener('abort', abort);
    };
    const abort = () => {
      const error = abortedError(call);
      end();
      reject(error);
      stop?.abort(error);
    };
    const timer = setTimeout(abort, Math.min(LONGEST_TIMER_MS, Math.ceil(left)));
    setMaxListeners(0, call.signal); // one for each part of a list that is under way
    call.signal.addEventListener('abort', abort, { once: true });
    const fail = (thrown: unknown) => {
      end();
      reject(thrown);
    };
    try {
      work(own).then((made) => {
        end();
        resolve(made);
      }, fail);
    } catch (thrown) {
      fail(thrown);
    }
  });
}

/** What aborted work comes to, if it comes to anything soon. */
export async function lastWords<T>(work: Promise<T> | undefined): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, LAST_WORDS_MS, undefined);
  });
  const soon = await Promise.race([Promise.resolve(work).catch(() => undefined), late]);
  clearTimeout(timer);
  return soon;
}
