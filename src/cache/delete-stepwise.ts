import { GatewayError } from '../errors.ts';
import { inTime } from './in-time.ts';
import type { Trouble } from './trouble.ts';

/** How long one step may take: far longer than any does. All steps of a million entries may take minutes. */
const STEP_MS = 5_000;

/**
 * Deletes step by step, and gives how many entries that were. Rejects with STORE_UNAVAILABLE, and why where `explain` knows, as
 * soon as a step fails or does not end in time: that step is the last.
 */
export async function deleteStepwise(
  steps: AsyncIterator<number>,
  explain: (error: unknown) => Trouble | undefined,
): Promise<number> {
  let deleted = 0;
  try {
    for (;;) {
      const step = await inTime(steps.next(), STEP_MS);
      if (step.done) return deleted;
      deleted += step.value;
    }
  } catch (cause) {
    const { problem = 'The store failed or did not answer.', lasts = false } = explain(cause) ?? {};
    throw new GatewayError(
      'STORE_UNAVAILABLE',
      `${problem} That was after ${deleted} entries of the cache's store were deleted: others may be left. Purge again when ${lasts ? 'that is changed' : 'it answers'}.`,
      { cause },
    );
  }
}
