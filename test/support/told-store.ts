import { createStore, type Store, type StoreSettings } from '../../src/cache/store.ts';
import { openStore } from '../../src/cache/stores/open-store.ts';

/** A store as a gateway has it, with what it tells the log. */
export interface ToldStore {
  store: Store;
  told: string[];
}

/** With patience: what is looked at is what is kept and told, on a machine that may be busy. */
export async function openTold(url: string, settings: StoreSettings = {}): Promise<ToldStore> {
  const told: string[] = [];
  const watch = {
    lost: (problem: string) => told.push(`lost: ${problem}`),
    regained: () => told.push('regained'),
    limited: (problem: string) => told.push(`limited: ${problem}`),
  };
  return { store: createStore(await openStore(url), { timeoutMs: 3_000, watch, ...settings }), told };
}

export const manyKeys = (count: number): string[] =>
  Array.from({ length: count }, (_, place) => `sentiment:local/m@1:t:o:${place}`);

/** Stores a value under each key, each with a claim as a gateway makes it, and gives how many another process then reads. */
export async function keptOf(url: string, { store }: ToldStore, keys: readonly string[]): Promise<number> {
  for (const key of keys) {
    await store.claim([key], 'me', 2_000);
    await store.set(key, { key }, 60_000);
    await store.unclaim([key], 'me');
  }
  const reader = await openTold(url);
  const values = await Promise.all(keys.map(async (key) => (await reader.store.get([key]))[0] as { key: string } | undefined));
  await reader.store.close();
  return keys.filter((key, place) => values[place]?.key === key).length;
}
