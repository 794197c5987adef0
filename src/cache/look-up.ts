import type { Call } from '../model.ts';

/** Notes a search for cached answers from `startedAt` to now: one note for all texts of a list, and one for a search that goes on. */
export function noteLookUp({ lookUps }: Call, startedAt: number): void {
  if (!lookUps) return;
  const last = lookUps.at(-1);
  const endedAt = performance.now();
  if (last?.startedAt === startedAt) last.endedAt = endedAt;
  else lookUps.push({ startedAt, endedAt });
}
