import { isOwnerInFilter, matchesFilter, type PurgeFilter } from './entry.ts';
import type { Memory } from './memory.ts';
import type { SemanticIndex } from './semantic-index.ts';
import type { Store } from './store.ts';

interface Rooms {
  memory: Memory;
  store?: Store;
  semantic?: SemanticIndex;
}

/**
 * Deletes entries in memory, in the store and in the semantic cache; returns how many were deleted in all. The semantic cache does not
 * know its texts: where one is given, all go that fit the rest. Rejects with STORE_UNAVAILABLE where the store does not do it.
 */
export async function purge({ memory, store, semantic }: Rooms, filter: PurgeFilter): Promise<number> {
  const isMeant = matchesFilter(filter);
  const forgotten = memory.delete(isMeant) + (semantic?.delete(isOwnerInFilter(filter)) ?? 0);
  if (!store) return forgotten;
  try {
    return forgotten + (await store.delete(filter));
  } finally {
    memory.delete(isMeant); // whoever looked in the store meanwhile has put back what is filter
  }
}
