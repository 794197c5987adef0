import { readFileSync } from 'node:fs';

/** Of the clock of `/proc`, which is the same on every Linux. */
const TICKS_A_SECOND = 100;

/** Processor time that a process and its children have used so far; undefined where there is no `/proc`. */
export function cpuSeconds(pid: number): number | undefined {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
    return [pid, ...children].map(ownSeconds).reduce((sum, seconds) => sum + seconds, 0);
  } catch {
    return undefined;
  }
}

function ownSeconds(pid: number): number {
  // The name of the process comes first, in brackets, and may hold anything.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}
