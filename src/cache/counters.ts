/** What the cache has done since the start. */
export interface CacheCounters {
  hits: number;
  misses: number;
  coalesced: number;
  stale: number;
  semanticHits: number;
  /** Entries of a store that were not ours to use: garbage, cut, of another version. */
  unreadable: number;
}

export function createCounters(): CacheCounters {
  return { hits: 0, misses: 0, coalesced: 0, stale: 0, semanticHits: 0, unreadable: 0 };
}
