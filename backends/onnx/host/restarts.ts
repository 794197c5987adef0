/** How long an ended process waits for its successor, so that what always fails does not fail in a storm. */
export interface Restarts {
  /** A process spoke. With `hasAnswered` it answered a batch, and what fails next is the first in a row. */
  heard(hasAnswered: boolean): void;
  /** A process ended; `hasSpoken` is false where it never came to life. Gives the delay for the next, in milliseconds. */
  failed(hasSpoken: boolean): number;
  /** No process comes to life any more. */
  isDown(): boolean;
}

const FIRST_DELAY_MS = 100;
const MAX_DELAY_MS = 10_000;
const MAX_SILENT_STARTS = 3;

/** The first failure in a row is made good at once; from the second on the delay doubles. */
export function createRestarts(): Restarts {
  let inRow = 0;
  let silentStarts = 0;
  return {
    heard(hasAnswered) {
      silentStarts = 0;
      if (hasAnswered) inRow = 0;
    },
    failed(hasSpoken) {
      inRow++;
      if (!hasSpoken) silentStarts++;
      return inRow === 1 ? 0 : Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (inRow - 2));
    },
    isDown: () => silentStarts >= MAX_SILENT_STARTS,
  };
}
