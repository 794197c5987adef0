import { setImmediate } from 'node:timers/promises';

const SLICE_MS = 5;

export type Pace = () => Promise<void>;

/**
 * Lets long mathematics share the main process: called between small steps, the function resolves at once
 * until the slice is used up, then after the event loop has had its turn.
 */
export function createPacer(): Pace {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < SLICE_MS) return;
    await setImmediate();
    since = performance.now();
  };
}
