import { GatewayError } from '../errors.ts';
import { inTime } from './in-time.ts';

/** How long one step may take: far longer than any does. All steps of a million entries may take minutes. */
const STEP_MS = 5_000;

/**
 * Deletes step by step, and gives how many entries that were. Rejects with STORE_UNAVAILABLE as soon as a step fails or does
 * not end in time: that step is the last.
 */
export async function deleteStepwise(steps: AsyncIterator<number>): Promise<number> {
  let deleted = 0;
  try {
    for (;;) {
      const step = await inTime(steps.next(), STEP_MS);
      if (step.done) return deleted;
      deleted += step.value;
    }
  } catch (cause) {
    throw new GatewayError(
      'STORE_UNAVAILABLE',
      `The store of the cache failed or did not answer after ${deleted} of its entries were deleted: others may be left. Purge again when it answers.`,
      { cause },
    );
  }
}
