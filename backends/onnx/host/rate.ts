/** How fast a model works off its queue: an average of its latest batches that forgets half every ten. */

export interface Rate {
  record(tokens: number, elapsedMs: number): void;
  /** How long this many tokens take, in milliseconds, with so many workers: between 100 ms and a minute. */
  timeFor(tokens: number, workers: number): number;
}

const FORGET = 0.93;
/** A guess until the first batch is done. */
const FIRST_TOKENS_PER_MS = 5;

export function createRate(): Rate {
  let tokensSeen = 0;
  let elapsedSeenMs = 0;
  return {
    record(tokens, elapsedMs) {
      tokensSeen = tokensSeen * FORGET + tokens;
      elapsedSeenMs = elapsedSeenMs * FORGET + elapsedMs;
    },
    timeFor(tokens, workers) {
      const tokensPerMs = elapsedSeenMs > 0 ? tokensSeen / elapsedSeenMs : FIRST_TOKENS_PER_MS;
      return Math.round(Math.min(60_000, Math.max(100, tokens / tokensPerMs / Math.max(1, workers))));
    },
  };
}
