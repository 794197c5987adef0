/** How many workers this process may have, by its cores, its CPU quota and its memory. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { posix } from 'node:path';

const MAX_WORKERS = 8;
/** What a worker takes with the shipped models, and the main process beside them. */
const PROCESS_BYTES = 250_000_000;
const CGROUPS = '/sys/fs/cgroup';

/** Reads a file; undefined where there is none. */
type Read = (path: string) => string | undefined;

const readHere: Read = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

const share = (quota?: number, period?: number): number =>
  quota && period && quota > 0 ? quota / period : Number.POSITIVE_INFINITY;

/** The CPUs of a quota as version 2 writes it: quota and period in microseconds, or "max". */
export function parseCpuMax(content: string): number {
  const [quota, period] = content.trim().split(/\s+/).map(Number);
  return share(quota, period);
}

/** A group and all that it is in: each may have a quota. A container may see its own group as the root. */
function withParents(group: string): string[] {
  const parent = posix.dirname(group);
  return parent === group ? [group] : [group, ...withParents(parent)];
}

/** The CPUs that this process may use by its control groups, version 2 or 1; Infinity where nothing bounds them. */
export function cpuQuota(read: Read = readHere): number {
  const quotas = (read('/proc/self/cgroup') ?? '0::/')
    .trim()
    .split('\n')
    .flatMap((modelQueue) => {
      const [, controllers = '', group = '/'] = /^\d+:([^:]*):(\/.*)$/.exec(modelQueue) ?? [];
      const folders = withParents(group);
      if (controllers === '') return folders.map((folder) => parseCpuMax(read(posix.join(CGROUPS, folder, 'cpu.max')) ?? 'max'));
      if (!controllers.split(',').includes('cpu')) return [];
      return ['cpu', controllers].flatMap((mount) =>
        folders.map((folder) => {
          const [quota, period] = ['cpu.cfs_quota_us', 'cpu.cfs_period_us'].map((file) =>
            Number(read(posix.join(CGROUPS, mount, folder, file))),
          );
          return share(quota, period);
        }),
      );
    });
  return Math.min(...quotas, Number.POSITIVE_INFINITY);
}

/** `memoryBytes` is what a control group leaves this process; 0 where nothing bounds it. */
interface Machine {
  cores: number;
  quota: number;
  memoryBytes: number;
}

/** One a core but one, and no more than fit into the memory beside the main process: at least 1, at most 8. */
export function workersFor({ cores, quota, memoryBytes }: Machine): number {
  const byCores = Math.floor(Math.min(cores, quota)) - 1;
  const byMemory = memoryBytes > 0 ? Math.floor(memoryBytes / PROCESS_BYTES) - 1 : MAX_WORKERS;
  return Math.max(1, Math.min(MAX_WORKERS, byCores, byMemory));
}

/** Workers where the settings name no number. */
export function defaultWorkerCount(): number {
  return workersFor({ cores: availableParallelism(), quota: cpuQuota(), memoryBytes: process.constrainedMemory() ?? 0 });
}
