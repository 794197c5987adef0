import type { Call } from '../model.ts';

/** Notes a search for kept answers from `beganMs` to now: one note for all texts of a list, and one for a search that goes on. */
export function noteLookUp({ lookUps }: Call, beganMs: number): void {
  if (!lookUps) return;
  const last = lookUps.at(-1);
  const endedMs = performance.now();
  if (last?.beganMs === beganMs) last.endedMs = endedMs;
  else lookUps.push({ beganMs, endedMs });
}
