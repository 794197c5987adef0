import { readFileSync } from 'node:fs';

/** Milliseconds that this thread has had of a processor: on a loaded machine the clock tells more of others than of us. */
function processorMs(): number {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6;
  } catch {
    const { user, system } = process.cpuUsage(); // no Linux: all threads together, which is never less
    return (user + system) / 1e3;
  }
}

/** The most processor time, in milliseconds, that one turn of the event loop took while something was under way. */
export async function longestTurn(underWay: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = processorMs();
  let isDone = false;
  const turn = () => {
    const now = processorMs();
    longest = Math.max(longest, now - last);
    last = now;
    if (!isDone) setImmediate(turn);
  };
  setImmediate(turn);
  await underWay();
  turn();
  isDone = true;
  return longest;
}

/**
 * How long a fixed piece of work takes here and now, in milliseconds of processor time: to read a megabyte of numbers, which takes
 * some 10 ms on a machine that does nothing else.
 */
export function unitOfWork(): number {
  const text = `[${'1.5,'.repeat(250_000)}0]`;
  const times = Array.from({ length: 9 }, () => {
    const before = processorMs();
    JSON.parse(text);
    return processorMs() - before;
  });
  return median(times);
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
