/** A cache over a store in memory, as small as what several processes share can be. */
import { openCache } from '../../src/cache/open-cache.ts';
import type { KeyValueStore } from '../../src/cache/store.ts';
import { cache } from '../../src/layers/cache.ts';
import { scriptedModel } from './models.ts';

export const owner = { task: 'sentiment', model: { id: 'scripted', version: '1', backend: 'local' } } as const;
export const freshness = { ttlMs: 60_000, staleWhileRevalidateMs: 0, staleIfErrorMs: 0 };

export function mapStore(values = new Map<string, unknown>()): KeyValueStore & { values: Map<string, unknown> } {
  return {
    values,
    getMany: async (keys) => keys.map((key) => values.get(key)),
    set: async (key, value) => values.set(key, value),
    async *deleteWhere(isMeant) {
      for (const key of [...values.keys()].filter(isMeant)) yield Number(values.delete(key));
    },
  };
}

export const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
export const runWith = (store: KeyValueStore, model = scriptedModel()) => {
  const room = openCache({ maxBytes: 1_000_000, flightMs: 5_000 }, store);
  return { room, model, run: cache(model.run, owner, room, freshness, 'tenant') };
};
