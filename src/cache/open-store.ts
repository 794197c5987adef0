import type { KeyValueStore } from './store.ts';

/** In front of every key in a store that others may use too. */
const NAMESPACE = 'lingraph';

/**
 * The store a setting names, loaded on first use. A dead Redis does not stop the start: it is asked again by itself.
 * Throws an Error for a scheme that is not known.
 */
export async function openStore(url: string): Promise<KeyValueStore> {
  if (/^rediss?:\/\//.test(url)) return openRedis(url);
  throw new Error(`cache.store: ${url.split(':')[0]} is not known. Write redis://host:port.`);
}

/** Settings under which a Redis that is refused, frozen or silent costs at most its time limit: measured, see the fault card. */
async function openRedis(url: string): Promise<KeyValueStore> {
  const [{ default: KeyvRedis }, { default: Keyv }] = await Promise.all([import('@keyv/redis'), import('keyv')]);
  const adapter = new KeyvRedis(
    {
      url,
      disableOfflineQueue: true,
      pingInterval: 1_000,
      socket: {
        connectTimeout: 300,
        socketTimeout: 2_000,
        reconnectStrategy: (attempt: number) => Math.min(100 * 2 ** attempt, 2_000),
      },
    },
    { connectionTimeout: 500, throwOnConnectError: false },
  );
  const keyv = new Keyv({ store: adapter, namespace: NAMESPACE, throwOnErrors: true });
  return {
    getMany: (keys) => keyv.getMany(keys),
    set: (key, value, ttlMs) => keyv.set(key, value, ttlMs),
    delete: (key) => keyv.delete(key),
    iterator: () => keyv.iterator?.(NAMESPACE) as AsyncIterable<readonly [string, unknown]>,
    on: (event, listener) => keyv.on(event, listener),
    disconnect: () => keyv.disconnect(),
  };
}
