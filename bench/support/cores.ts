import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** What runs where, if this machine can tell processes where to run. */
export interface Cores {
  /** The command in front of a process that has the core of what is measured, or of what loads it. */
  measured: readonly string[];
  load: readonly string[];
  /** For a process that may use every core. */
  every: readonly string[];
  /** For the head of the table. */
  told: string;
}

/** The first core for what is measured, the second for load and upstream: this very process is moved there too. */
export function takeCores(): Cores {
  const cores = availableParallelism();
  const canPin = cores >= 2 && spawnSync('taskset', ['-c', '0', 'true']).status === 0;
  if (!canPin) return { measured: [], load: [], every: [], told: 'processes not pinned' };
  spawnSync('taskset', ['-acp', '1', String(process.pid)]);
  return {
    measured: ['taskset', '-c', '0'],
    load: ['taskset', '-c', '1'],
    every: ['taskset', '-c', `0-${cores - 1}`],
    told: 'core 0 what is measured, core 1 load and upstream',
  };
}
