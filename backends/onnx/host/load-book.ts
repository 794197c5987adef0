/** Which models the workers are to have, which they have, and why some cannot be had. */
import type { ModelHealth } from '../../../src/model.ts';
import type { ModelFolder } from '../manifest.ts';
import type { Seat } from './seat.ts';

export interface LoadBook {
  add(folder: ModelFolder): void;
  /** Those that did not fail. */
  wanted(): readonly ModelFolder[];
  loaded(seat: Seat, model: string, loadMs: number): void;
  /** The model fails for good: files do not get better. */
  refused(model: string, detail: string): void;
  /** A process ended while it loaded this: a second time in a row, and the model fails. */
  crashed(model: string): void;
  /** Every worker has every model that is wanted. */
  isComplete(): boolean;
  health(model: string): ModelHealth;
}

interface Entry {
  folder: ModelFolder;
  loadMs?: number;
  failure?: string;
  crashes: number;
}

const MAX_CRASHES = 2;

export function createLoadBook(seats: readonly Seat[]): LoadBook {
  const entries = new Map<string, Entry>();
  const update = (model: string, change: (entry: Entry) => Partial<Entry>): void => {
    const entry = entries.get(model);
    if (entry) Object.assign(entry, change(entry));
  };
  const wanted = (): readonly ModelFolder[] =>
    [...entries.values()].filter(({ failure }) => failure === undefined).map(({ folder }) => folder);
  return {
    add: (folder) => void entries.set(folder.manifest.id, { folder, crashes: 0 }),
    wanted,
    loaded(seat, model, loadMs) {
      seat.loaded.add(model);
      update(model, () => ({ loadMs, crashes: 0 }));
    },
    refused: (model, failure) => update(model, () => ({ failure })),
    crashed: (model) =>
      update(model, ({ crashes }) => ({
        crashes: crashes + 1,
        ...(crashes + 1 < MAX_CRASHES ? {} : { failure: 'the worker process ended while it loaded the model' }),
      })),
    isComplete: () => seats.every(({ loaded }) => wanted().every(({ manifest }) => loaded.has(manifest.id))),
    health(id) {
      const { failure, loadMs } = entries.get(id) ?? {};
      if (failure !== undefined) return { id, state: 'FAILED', detail: failure };
      const count = seats.filter(({ loaded }) => loaded.has(id)).length;
      if (count === 0) return { id, state: 'LOADING' };
      return { id, state: count < seats.length ? 'DEGRADED' : 'READY', loadMs };
    },
  };
}
