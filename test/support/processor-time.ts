import { readFileSync } from 'node:fs';

/** Milliseconds that this thread has had of a processor: on a loaded machine the clock tells more of others than of us. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage(); // Linux brings the figure below up to now only when it is asked for this one
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return (user + system) / 1e3; // no Linux: all threads together, which is never less
  }
}

const timesMs = (work: () => unknown, times: number) =>
  Array.from({ length: times }, () => {
    const before = processorMs();
    work();
    return processorMs() - before;
  });

/** The least processor time, in milliseconds, that some work took of several times: what else goes on only ever adds to it. */
export const fastestMs = (work: () => unknown, times = 5): number => Math.min(...timesMs(work, times));

/** What some work takes here and now, in milliseconds of processor time. */
export const medianMs = (work: () => unknown): number => timesMs(work, 9).sort((one, other) => one - other)[4] ?? 0;

/** How many times more processor time a text takes that is ten times as long: about 10 in proportion to it, 100 to its square. */
export function growthOf(work: (text: string) => unknown, textOf: (length: number) => string, length: number): number {
  const [short, long] = [textOf(length), textOf(10 * length)];
  work(short); // compiles it, which only one of the two would pay for
  return fastestMs(() => work(long)) / fastestMs(() => work(short));
}
