import type { ModelRef } from '../model.ts';
import type { Task } from '../task.ts';
import type { CacheCounters } from './counters.ts';
import { type Entry, parseEntry, storable } from './entry.ts';
import type { Memory } from './memory.ts';
import type { Store } from './store.ts';

/** An entry that was found, in memory unless it says otherwise. */
export interface Found<T extends Task> extends Entry<T> {
  level?: 'STORE';
}

/** Both levels as one: what is found in the store is kept in memory from then on. */
export interface Shelf<T extends Task> {
  /** One entry a key, or undefined; a promise only when the store has to be asked. */
  get(keys: readonly string[]): readonly (Found<T> | undefined)[] | Promise<readonly (Found<T> | undefined)[]>;
  /** In memory at once; where there is a store, a promise that resolves when that has it too, or has given up. */
  set(key: string, entry: Entry<T>): Promise<void> | undefined;
  /** Asks only the store. */
  getStored(keys: readonly string[]): Promise<readonly (Found<T> | undefined)[]>;
}

/** `liveMs`: how long entries are of any use, stale time included. */
export function createShelf<T extends Task>(
  model: ModelRef,
  liveMs: number,
  { memory, store, counters }: { memory: Memory; store?: Store; counters: CacheCounters },
): Shelf<T> {
  const fromStore = async (keys: readonly string[], found: (Found<T> | undefined)[], places: readonly number[], from: Store) => {
    const stored = await from.get(places.map((place) => keys[place] ?? ''));
    places.forEach((place, index) => {
      if (stored[index] === undefined || stored[index] === null) return;
      const entry = parseEntry<T>(stored[index], model, Date.now());
      if (!entry) {
        counters.unreadable += 1;
        return;
      }
      memory.set(keys[place] ?? '', entry, liveMs);
      found[place] = { answer: entry.answer, storedAt: entry.storedAt, level: 'STORE' };
    });
    return found;
  };
  return {
    get(keys) {
      const found = keys.map((key) => memory.get(key) as Found<T> | undefined);
      if (!store) return found;
      const missing = found.flatMap((entry, place) => (entry ? [] : [place]));
      return missing.length > 0 ? fromStore(keys, found, missing, store) : found;
    },
    set(key, entry) {
      memory.set(key, entry, liveMs);
      return store?.set(key, storable(entry), liveMs);
    },
    async getStored(keys) {
      const found = keys.map((): Found<T> | undefined => undefined);
      return store ? fromStore(keys, found, [...keys.keys()], store) : found;
    },
  };
}
