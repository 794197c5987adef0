const SLICE_MS = 5;

/** The work of all pacers shares the slice of a turn of the event loop: many at once must not take many slices. */
const waiting: (() => void)[] = [];
let since = performance.now();

function resumeOne(): void {
  since = performance.now();
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(resumeOne);
}

/**
 * Lets long mathematics share the main process: called between small steps, it resolves at once until the slice is used
 * up, then after the event loop has had its turn, and everybody else who waits theirs.
 */
export async function pace(): Promise<void> {
  if (performance.now() - since < SLICE_MS) return;
  await new Promise<void>((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) setImmediate(resumeOne);
  });
}
