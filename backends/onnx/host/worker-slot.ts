import type { WorkerProcess } from './worker-process.ts';

/** The place of one worker: when its process ends, another takes the slot. */
export interface WorkerSlot {
  worker?: WorkerProcess;
  /** Set while the slot waits for its next process. */
  restart?: NodeJS.Timeout;
  /** The models that the process has loaded. */
  loaded: Set<string>;
  /** The resident memory of the process, when it was last heard of. */
  memoryBytes?: number;
}
