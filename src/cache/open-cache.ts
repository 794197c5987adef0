import type { CacheResources } from '../layers/cache.ts';
import { createCounters } from './counters.ts';
import { createMemory } from './memory.ts';
import { createStore, type KeyValueStore, type StoreSettings } from './store.ts';

/** The room that the caches of all models share. */
export function openCache(
  settings: { maxBytes: number; flightMs: number },
  store?: KeyValueStore,
  storeSettings?: StoreSettings,
): CacheResources {
  return {
    memory: createMemory(settings.maxBytes),
    ...(store ? { store: createStore(store, storeSettings) } : {}),
    counters: createCounters(),
    flightMs: settings.flightMs,
  };
}
