import { setImmediate as turn } from 'node:timers/promises';

/** Entries past their time are looked for at the first write, and after so many more. */
const SWEEP_EVERY = 1_000;
/** So many are deleted at once: others want the database too. */
const SLICE = 500;

/**
 * Deletes what is past its time, slice by slice, beside the work. `deleteEnded` deletes so many at the most and gives how many
 * it did. Gives what to call after every write. A sweep that fails is left to the next one.
 */
export function createSweep(deleteEnded: (most: number) => number | Promise<number>): () => void {
  let written = 0;
  let isUnderWay = false;
  const sweep = async () => {
    do await turn();
    while ((await deleteEnded(SLICE)) >= SLICE);
  };
  return () => {
    written += 1;
    if (written % SWEEP_EVERY !== 1 || isUnderWay) return;
    isUnderWay = true;
    sweep()
      .catch(() => undefined)
      .finally(() => {
        isUnderWay = false;
      });
  };
}
