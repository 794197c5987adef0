/** How a model works off its queue: averages of its latest batches that forget half every ten. */

export interface Rate {
  record(tokens: number, elapsedMs: number): void;
  /** How long a worker takes for a batch, in milliseconds. */
  batchMs(): number;
  /** How many tokens are in it. */
  batchTokens(): number;
}

const FORGET = 0.93;
/** A guess until the first batch is done. */
const FIRST = { tokens: 50, elapsedMs: 10 };

export function createRate(): Rate {
  let batches = 0;
  let tokensSeen = 0;
  let elapsedSeenMs = 0;
  return {
    record(tokens, elapsedMs) {
      batches = batches * FORGET + 1;
      tokensSeen = tokensSeen * FORGET + tokens;
      elapsedSeenMs = elapsedSeenMs * FORGET + elapsedMs;
    },
    batchMs: () => (batches > 0 ? elapsedSeenMs / batches : FIRST.elapsedMs),
    batchTokens: () => (batches > 0 ? tokensSeen / batches : FIRST.tokens),
  };
}
