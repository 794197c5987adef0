import type { BackendLog } from '../../../src/model.ts';
import { problemOf } from '../models-folder.ts';
import type { LoadTracker } from './load-tracker.ts';
import type { WorkerSlot } from './worker-slot.ts';

/** Models that could not be loaded are tried again: memory, descriptors and disks get better, and files that were missing come. */
export interface Reloads {
  loaded(slot: WorkerSlot, model: string, loadMs: number): void;
  /** `againInMs` as the book gives it. */
  failed(model: string, problem: string, againInMs: number | undefined): void;
}

export function createReloads(tracker: LoadTracker, isClosing: () => boolean, log?: BackendLog): Reloads {
  /** A slot without a process gets one that loads it as it starts. */
  function loadIn(slot: WorkerSlot, model: string): void {
    const folder = tracker.wanted(slot).find(({ manifest }) => manifest.id === model);
    if (folder) slot.worker?.tell({ kind: 'load', folder });
  }
  /** In one process at first: should it end again, the others go on. */
  async function tryAgain(model: string): Promise<void> {
    const slot = isClosing() ? undefined : tracker.retried(model);
    const unsound = tracker.unsound(model);
    const problem = unsound && (await problemOf(unsound).catch(String));
    if (slot && problem !== undefined) failed(model, problem, tracker.refused(slot, model, problem));
    else if (slot) loadIn(slot, model);
  }
  function failed(model: string, problem: string, againInMs: number | undefined): void {
    if (againInMs === undefined || isClosing()) return;
    log?.warn('model', { model, state: tracker.health(model).state, problem, againInMs });
    setTimeout(tryAgain, againInMs, model).unref();
  }
  return {
    loaded(slot, model, loadMs) {
      if (tracker.health(model).state === 'FAILED') log?.note('model', { model, state: 'READY' });
      for (const other of tracker.loaded(slot, model, loadMs)) loadIn(other, model);
    },
    failed,
  };
}
