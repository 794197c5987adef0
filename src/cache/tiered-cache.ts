import type { ModelRef } from '../model.ts';
import type { Task } from '../task.ts';
import type { CacheCounters } from './counters.ts';
import type { Entry } from './entry.ts';
import { createEntryReader, storable } from './entry-reader.ts';
import type { Memory } from './memory.ts';
import { type Questions, questionsAt } from './questions.ts';
import type { Store } from './store.ts';

/** An entry that was found, in memory unless it says otherwise. */
export interface Found<T extends Task> extends Entry<T> {
  level?: 'STORE';
}

/** Puts an answer on the shelf: in memory at once; where there is a store, a promise that resolves when that has it too, or has given up. */
export type Put<T extends Task> = (key: string, entry: Entry<T>) => Promise<void> | undefined;

/** Both levels as one: what is found in the store is kept in memory from then on. */
export interface TieredCache<T extends Task> {
  /**
   * The newest entry of each question, or undefined; a promise only when the store has to be asked, which is for what memory does
   * not have, or not fresh.
   */
  get(questions: Questions<T>): readonly (Found<T> | undefined)[] | Promise<readonly (Found<T> | undefined)[]>;
  /** Asks the store for all of them, once more: what cannot be read was counted before. */
  getStored(questions: Questions<T>): Promise<readonly (Found<T> | undefined)[]>;
  /** For answers that are asked for from now on: what it gives puts them here, unless a purge has come between. */
  putter(): Put<T>;
}

export interface ShelfRules<T extends Task> {
  /** How long entries are of any use, stale time included: with 0 none is kept. */
  liveMs: number;
  isFresh(key: string, entry: Entry<T>): boolean;
}

export function createTieredCache<T extends Task>(
  owner: { task: T; model: ModelRef },
  { liveMs, isFresh }: ShelfRules<T>,
  { memory, store, counters }: { memory: Memory; store?: Store; counters: CacheCounters },
): TieredCache<T> {
  const read = createEntryReader(owner);
  const kept = (key: string) => memory.get(key) as Found<T> | undefined;

  /** Keeps what is newer than what memory has by now: answers land there meanwhile. */
  const fromStore = async ({ keys, batch: { texts, options } }: Questions<T>, from: Store, onUnreadable?: () => void) => {
    const purges = memory.purges();
    const stored = await from.get(keys);
    return keys.map((key, place): Found<T> | undefined => {
      const inMemory = kept(key);
      if (stored[place] === undefined || stored[place] === null) return inMemory;
      const entry = read(stored[place], texts[place] ?? '', options, Date.now());
      if (!entry) onUnreadable?.();
      if (!entry || (inMemory && inMemory.storedAt >= entry.storedAt)) return inMemory;
      if (purges === memory.purges()) memory.set(key, entry, liveMs);
      return { ...entry, level: 'STORE' };
    });
  };

  const countUnreadable = () => {
    counters.unreadable += 1;
  };
  return {
    get(questions) {
      const { keys } = questions;
      const found = keys.map(kept);
      if (!store) return found;
      const open = [...keys.keys()].filter((place) => !(found[place] && isFresh(keys[place] ?? '', found[place])));
      if (open.length === 0) return found;
      return fromStore(questionsAt(questions, open), store, countUnreadable).then((entries) => filledIn(found, open, entries));
    },
    getStored: async (questions) => (store ? fromStore(questions, store) : questions.keys.map(kept)),
    putter() {
      const purges = memory.purges();
      return (key, entry) => {
        if (liveMs <= 0 || purges !== memory.purges()) return undefined;
        memory.set(key, entry, liveMs);
        return store?.set(key, storable(entry), liveMs);
      };
    },
  };
}

/** `found` with the entries that were looked for in their places. */
function filledIn<T extends Task>(
  found: readonly (Found<T> | undefined)[],
  open: readonly number[],
  entries: readonly (Found<T> | undefined)[],
): readonly (Found<T> | undefined)[] {
  const all = [...found];
  open.forEach((place, index) => {
    all[place] = entries[index] ?? found[place];
  });
  return all;
}
