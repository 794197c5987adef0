import type { CacheCounters } from './counters.ts';
import type { Memory } from './memory.ts';
import type { Store } from './store.ts';

export interface CacheStats extends CacheCounters {
  entries: number;
  bytes: number;
  /** Absent when there is no shared store. */
  store?: { healthy: boolean; failures: number };
}

export function statsOf({ memory, store, counters }: { memory: Memory; store?: Store; counters: CacheCounters }): CacheStats {
  return { ...counters, ...memory.stats(), ...(store ? { store: store.stats() } : {}) };
}
