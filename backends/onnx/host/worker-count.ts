import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const MAX_WORKERS = 8;

/** The CPUs a container may use by its cgroup (version 2): `cpu.max` holds quota and period in microseconds, or "max". */
export function parseCpuMax(content: string): number {
  const [quota, period] = content.trim().split(/\s+/).map(Number);
  return quota && period ? quota / period : Number.POSITIVE_INFINITY;
}

function cpuQuota(): number {
  try {
    return parseCpuMax(readFileSync('/sys/fs/cgroup/cpu.max', 'utf8'));
  } catch {
    return Number.POSITIVE_INFINITY; // no cgroup: the whole machine
  }
}

/** Workers where the settings name no number: one a core that this process may use but one, at least 1, at most 8. */
export function defaultWorkerCount(): number {
  return Math.min(MAX_WORKERS, Math.max(1, Math.floor(Math.min(availableParallelism(), cpuQuota())) - 1));
}
