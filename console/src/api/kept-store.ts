import { tabStorage } from './kept.ts';
import { createStore, type Store } from './store.ts';

/** A store of an object that outlives a reload of the tab. Fields that were not kept are those of `initial`. */
export function keptStore<T extends object>(name: string, initial: T): Store<T> {
  const store = createStore<T>(initial);
  try {
    const kept: unknown = JSON.parse(tabStorage.read(name) ?? 'null');
    if (kept !== null && typeof kept === 'object' && !Array.isArray(kept)) store.set({ ...initial, ...kept });
  } catch {
    // What cannot be read is as good as not kept.
  }
  store.subscribe(() => tabStorage.write(name, JSON.stringify(store.get())));
  return store;
}
