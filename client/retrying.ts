import { LingraphError } from './lingraph-error.ts';
import { type Bound, bound, type Patience, sleep } from './within-time.ts';

const FIRST_WAIT_MS = 250;

/** Makes a call, and again while its failure may pass and there is time to wait. */
export async function retrying<T>(call: (signal: AbortSignal) => Promise<T>, patience: Patience): Promise<T> {
  const within = bound(patience);
  try {
    return await retryWithin(call, patience, within);
  } finally {
    within.end();
  }
}

/** The same within a time that somebody else began, and ends. */
export async function retryWithin<T>(
  call: (signal: AbortSignal) => Promise<T>,
  { retries, signal }: Patience,
  within: Bound,
): Promise<T> {
  for (let tried = 0; ; tried++) {
    try {
      return await call(within.signal);
    } catch (thrown) {
      const failure = within.reasonFor(thrown);
      const waitMs = waitBefore(failure, tried);
      if (tried >= retries || waitMs === undefined || waitMs >= within.leftMs()) throw failure;
      await sleep(waitMs, signal);
    }
  }
}

/**
 * How long to wait before the next try, in milliseconds: what was asked for and up to a tenth more, else twice as long
 * each time and up to half of it less, so that clients that failed together do not come back together.
 * Undefined for what does not pass, or has used up its time.
 */
export function waitBefore(failure: unknown, tried: number): number | undefined {
  if (!(failure instanceof LingraphError) || !failure.retryable || failure.code === 'TIMED_OUT') return undefined;
  if (failure.retryAfterMs !== undefined) return failure.retryAfterMs * (1 + Math.random() / 10);
  return FIRST_WAIT_MS * 2 ** tried * (1 - Math.random() / 2);
}
