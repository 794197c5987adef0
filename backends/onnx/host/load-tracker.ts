/** Which models the workers are to have, which they have, and why some cannot be had. */
import type { ModelHealth } from '../../../src/model.ts';
import type { ModelFolder } from '../manifest.ts';
import type { WorkerSlot } from './worker-slot.ts';

export interface LoadTracker {
  /** With a problem it cannot be loaded for now: no slot wants it, until it is retried. Gives in how many milliseconds that is. */
  add(folder: ModelFolder, problem?: string): number | undefined;
  /** Its files were at fault, and are to be checked before it is retried. */
  unsound(model: string): ModelFolder | undefined;
  /** What a process that takes this slot is to load: all but what failed there. */
  wanted(slot: WorkerSlot): readonly ModelFolder[];
  /** Gives the slots where it failed before: they may have it now. */
  loaded(slot: WorkerSlot, model: string, loadMs: number): readonly WorkerSlot[];
  /**
   * The model fails, everywhere or, where it was good before, in this slot only, and the others go on serving. Memory, descriptors or
   * a disk may have been short for a while: gives in how many milliseconds to try again, unless that is known already.
   */
  refused(slot: WorkerSlot, model: string, detail: string): number | undefined;
  /** A process ended while it loaded this: a second time in a row, and the model fails as if refused. */
  crashed(slot: WorkerSlot, model: string): number | undefined;
  /** The slot that is to try again, if any is: the others wait for what comes of it. */
  retried(model: string): WorkerSlot | undefined;
  /** Every worker has every model that is wanted. */
  isComplete(): boolean;
  health(model: string): ModelHealth;
}

interface Entry {
  folder: ModelFolder;
  /** Its files were not those of its manifest when they were last looked at. */
  isUnsound: boolean;
  loadMs?: number;
  /** Why it could not be loaded, when it last could not. */
  failure?: string;
  /** Where it failed. */
  failedIn: Set<WorkerSlot>;
  crashes: number;
  /** How often in a row it was tried and failed. */
  failures: number;
  /** It will be tried again, or is being. */
  isAwaited: boolean;
  /** Where it is being tried again. */
  retriedIn?: WorkerSlot;
}

const MAX_CRASHES = 2;
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 600_000;

const newEntry = (folder: ModelFolder, isUnsound: boolean): Entry => ({
  folder,
  isUnsound,
  failedIn: new Set(),
  crashes: 0,
  failures: 0,
  isAwaited: false,
});

export function createLoadTracker(slots: readonly WorkerSlot[]): LoadTracker {
  const entries = new Map<string, Entry>();
  const wanted = (slot: WorkerSlot): readonly ModelFolder[] =>
    [...entries.values()].filter(({ failedIn }) => !failedIn.has(slot)).map(({ folder }) => folder);
  function refused(slot: WorkerSlot, model: string, detail: string): number | undefined {
    const entry = entries.get(model);
    if (!entry) return undefined;
    const isKnown = entry.isAwaited && entry.retriedIn !== slot;
    for (const failed of entry.loadMs === undefined ? slots : [slot]) entry.failedIn.add(failed);
    Object.assign(entry, { failure: detail, crashes: 0 });
    if (isKnown) return undefined;
    Object.assign(entry, { failures: entry.failures + 1, isAwaited: true, retriedIn: undefined });
    return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (entry.failures - 1));
  }
  return {
    add(folder, problem) {
      entries.set(folder.manifest.id, newEntry(folder, problem !== undefined));
      const [slot] = slots;
      return slot && problem !== undefined ? refused(slot, folder.manifest.id, problem) : undefined;
    },
    unsound: (model) => [...entries.values()].find(({ isUnsound, folder }) => isUnsound && folder.manifest.id === model)?.folder,
    wanted,
    loaded(slot, model, loadMs) {
      slot.loaded.add(model);
      const entry = entries.get(model);
      if (!entry) return [];
      const others = [...entry.failedIn].filter((failed) => failed !== slot);
      entry.failedIn.clear();
      const isWell = { isUnsound: false, failure: undefined, crashes: 0, failures: 0, isAwaited: false, retriedIn: undefined };
      Object.assign(entry, { loadMs, ...isWell });
      return others;
    },
    refused,
    crashed(slot, model) {
      const entry = entries.get(model);
      if (!entry) return undefined;
      entry.crashes += 1;
      if (entry.crashes < MAX_CRASHES && entry.retriedIn !== slot) return undefined;
      return refused(slot, model, 'the worker process ended while it loaded the model');
    },
    retried(model) {
      const entry = entries.get(model);
      const [slot] = entry?.failedIn ?? [];
      if (!entry || !slot) return undefined;
      entry.failedIn.delete(slot);
      entry.retriedIn = slot;
      return slot;
    },
    isComplete: () => slots.every((slot) => wanted(slot).every(({ manifest }) => slot.loaded.has(manifest.id))),
    health(id) {
      const { failure, failedIn, retriedIn, loadMs } = entries.get(id) ?? {};
      const failed = (failedIn?.size ?? 0) + (retriedIn ? 1 : 0);
      const count = slots.filter(({ loaded }) => loaded.has(id)).length;
      const detail = failure === undefined ? {} : { detail: failure };
      if (count > 0) return { id, state: count < slots.length ? 'DEGRADED' : 'READY', loadMs, ...detail };
      return { id, state: failed === slots.length ? 'FAILED' : 'LOADING', ...detail };
    },
  };
}
