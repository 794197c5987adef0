import { isMeantBy, type Meant } from './entry.ts';
import type { Memory } from './memory.ts';
import type { Store } from './store.ts';

/**
 * Forgets entries in memory and in the store; gives how many were forgotten in both. Memory is emptied again after the store:
 * whoever looked there meanwhile has put back what is meant.
 */
export async function purge({ memory, store }: { memory: Memory; store?: Store }, meant: Meant): Promise<number> {
  const isMeant = isMeantBy(meant);
  const inMemory = memory.delete(isMeant);
  if (!store) return inMemory;
  try {
    return inMemory + (await store.delete(isMeant));
  } finally {
    memory.delete(isMeant);
  }
}
