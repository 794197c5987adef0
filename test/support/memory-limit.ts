/** A control group with a limit of memory, for processes that a test starts. */
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface MemoryLimit {
  /** A process that writes its id here is in the group, with all that it starts. */
  procs: string;
  /** How many processes the kernel has killed in it. */
  kills(): number;
  /** Once no process is left in it. */
  remove(): void;
}

const ROOT = '/sys/fs/cgroup';
let made = 0;

/** Where this machine lets groups be made: version 1 of control groups has a folder for memory. */
const VERSIONS = [
  { root: join(ROOT, 'memory'), limit: 'memory.limit_in_bytes', events: 'memory.oom_control' },
  { root: ROOT, limit: 'memory.max', events: 'memory.events' },
];

/** Throws where this machine has no control groups, or lets nobody make one. */
export function limitMemory(bytes: number): MemoryLimit {
  const version = VERSIONS.find(({ root }) => existsSync(join(root, 'cgroup.procs')));
  if (!version) throw new Error('this machine has no control groups');
  made += 1;
  const group = join(version.root, `lingraph-test-${process.pid}-${made}`);
  mkdirSync(group);
  const remove = () => rmdirSync(group);
  try {
    writeFileSync(join(group, version.limit), String(bytes), { flag: 'r+' });
  } catch (thrown) {
    remove();
    throw thrown;
  }
  return {
    procs: join(group, 'cgroup.procs'),
    kills: () => Number(/^oom_kill (\d+)$/m.exec(readFileSync(join(group, version.events), 'utf8'))?.[1] ?? 0),
    remove,
  };
}
