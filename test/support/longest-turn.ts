import { processorMs } from './processor-time.ts';

/** Measures from now on; the function it returns ends that, and says how many milliseconds the longest turn of the event loop took. */
export function measureTurns(): () => number {
  let longest = 0;
  let last = processorMs();
  let next = setImmediate(turn);
  function turn() {
    const now = processorMs();
    longest = Math.max(longest, now - last);
    last = now;
    next = setImmediate(turn);
  }
  return () => {
    turn();
    clearImmediate(next);
    return longest;
  };
}
