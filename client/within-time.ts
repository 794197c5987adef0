import { LingraphError } from './lingraph-error.ts';

/** A longer timer would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** How long a call has, and how often it may be made again. */
export interface Patience {
  timeoutMs: number;
  retries: number;
  signal?: AbortSignal;
}

/** What ends a call: the caller, or its time. */
export interface Bound {
  signal: AbortSignal;
  leftMs(): number;
  /** What to throw in place of something that was thrown: once the signal has aborted, why it has. */
  reasonFor(thrown: unknown): unknown;
  /** Forgets the timer and the caller's signal. */
  end(): void;
}

export function bound({ timeoutMs, signal }: Patience): Bound {
  const controller = new AbortController();
  const deadline = performance.now() + timeoutMs; // not of the clock, which may be set
  const timer = setTimeout(() => controller.abort(timedOut(timeoutMs)), Math.min(timeoutMs, LONGEST_TIMER_MS));
  const leave = () => controller.abort(signal?.reason);
  if (signal?.aborted) leave();
  const forget = onAbort(signal, leave);
  return {
    signal: controller.signal,
    leftMs: () => deadline - performance.now(),
    reasonFor: (thrown) => (controller.signal.aborted ? controller.signal.reason : thrown),
    end: () => {
      clearTimeout(timer);
      forget();
    },
  };
}

const LEAVERS = new WeakMap<AbortSignal, Set<() => void>>();

/** Calls `leave` when the signal aborts; gives what forgets it. One listener for all calls of a signal: Node warns of more than ten. */
function onAbort(signal: AbortSignal | undefined, leave: () => void): () => void {
  if (!signal) return () => {};
  const known = LEAVERS.get(signal);
  const leavers = known ?? new Set();
  if (!known) {
    LEAVERS.set(signal, leavers);
    signal.addEventListener('abort', () => {
      for (const each of leavers) each();
    });
  }
  leavers.add(leave);
  return () => leavers.delete(leave);
}

function timedOut(timeoutMs: number): LingraphError {
  const message = `No answer came within ${timeoutMs} ms.`;
  return new LingraphError({ code: 'TIMED_OUT', origin: 'NETWORK', retryable: true, message });
}

/** Waits; rejects with the reason of the signal when it aborts. */
export function sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      forget();
      resolve();
    }, milliseconds);
    const forget = onAbort(signal, leave);
    if (signal?.aborted) leave();
  });
}
