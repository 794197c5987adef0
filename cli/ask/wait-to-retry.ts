import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_DELAY_MS = 250;
const LONGEST_MS = 30_000;

/** Waits before try number `tried` + 1: as long as was asked for, else twice as long each time. Rejects when the signal aborts. */
export function waitToRetry(tried: number, askedMs: number | undefined, signal: AbortSignal): Promise<void> {
  const delayMs = askedMs ?? FIRST_DELAY_MS * 2 ** (tried - 1);
  return sleep(Math.min(delayMs, LONGEST_MS), undefined, { signal });
}
