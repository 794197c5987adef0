/** Which models the workers are to have, which they have, and why some cannot be had. */
import type { ModelHealth } from '../../../src/model.ts';
import type { ModelFolder } from '../manifest.ts';
import type { Seat } from './seat.ts';

export interface LoadBook {
  add(folder: ModelFolder): void;
  /** What a process that takes this seat is to load: all but what failed there. */
  wanted(seat: Seat): readonly ModelFolder[];
  loaded(seat: Seat, model: string, loadMs: number): void;
  /**
   * The model fails for good: files do not get better. Where they were good before, memory or the disk is short: it
   * fails in this seat only, and the others go on serving.
   */
  refused(seat: Seat, model: string, detail: string): void;
  /** A process ended while it loaded this: a second time in a row, and the model fails as if refused. */
  crashed(seat: Seat, model: string): void;
  /** Every worker has every model that is wanted. */
  isComplete(): boolean;
  health(model: string): ModelHealth;
}

interface Entry {
  folder: ModelFolder;
  loadMs?: number;
  /** Why it could not be loaded, when it last could not. */
  failure?: string;
  /** Where it failed. */
  failedIn: Set<Seat>;
  crashes: number;
}

const MAX_CRASHES = 2;

export function createLoadBook(seats: readonly Seat[]): LoadBook {
  const entries = new Map<string, Entry>();
  const wanted = (seat: Seat): readonly ModelFolder[] =>
    [...entries.values()].filter(({ failedIn }) => !failedIn.has(seat)).map(({ folder }) => folder);
  function refused(seat: Seat, model: string, detail: string): void {
    const entry = entries.get(model);
    if (!entry) return;
    Object.assign(entry, { failure: detail, crashes: 0 });
    for (const failed of entry.loadMs === undefined ? seats : [seat]) entry.failedIn.add(failed);
  }
  return {
    add: (folder) => void entries.set(folder.manifest.id, { folder, failedIn: new Set(), crashes: 0 }),
    wanted,
    loaded(seat, model, loadMs) {
      seat.loaded.add(model);
      const entry = entries.get(model);
      if (entry) Object.assign(entry, { loadMs, crashes: 0 });
    },
    refused,
    crashed(seat, model) {
      const entry = entries.get(model);
      if (entry && ++entry.crashes >= MAX_CRASHES) refused(seat, model, 'the worker process ended while it loaded the model');
    },
    isComplete: () => seats.every((seat) => wanted(seat).every(({ manifest }) => seat.loaded.has(manifest.id))),
    health(id) {
      const { failure, failedIn, loadMs } = entries.get(id) ?? {};
      const count = seats.filter(({ loaded }) => loaded.has(id)).length;
      const detail = failure === undefined ? {} : { detail: failure };
      if (count > 0) return { id, state: count < seats.length ? 'DEGRADED' : 'READY', loadMs, ...detail };
      return { id, state: failedIn?.size === seats.length ? 'FAILED' : 'LOADING', ...detail };
    },
  };
}
