import { isMeantBy, isOwnedBy, type Meant } from './entry.ts';
import type { Memory } from './memory.ts';
import type { NearIndex } from './near-index.ts';
import type { Store } from './store.ts';

interface Rooms {
  memory: Memory;
  store?: Store;
  near?: NearIndex;
}

/**
 * Forgets entries in memory, in the store and among near answers; gives how many were forgotten in all. Near answers do not know
 * their text: where one is given, all go that fit the rest. Rejects with STORE_UNAVAILABLE where the store does not do it.
 */
export async function purge({ memory, store, near }: Rooms, meant: Meant): Promise<number> {
  const isMeant = isMeantBy(meant);
  const forgotten = memory.delete(isMeant) + (near?.delete(isOwnedBy(meant)) ?? 0);
  if (!store) return forgotten;
  try {
    return forgotten + (await store.delete(meant));
  } finally {
    memory.delete(isMeant); // whoever looked in the store meanwhile has put back what is meant
  }
}
