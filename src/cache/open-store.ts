import type { RedisClientType } from '@keyv/redis';
import type { KeyValueStore } from './store.ts';

/** In front of every key in a store that others may use too. */
const NAMESPACE = 'lingraph';

/**
 * The store a setting names, loaded on first use. A dead Redis holds the start up for half a second at the most, and is asked again by itself.
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
  const client = () => adapter.client as RedisClientType;
  await adapter.getClient().catch(() => undefined);
  return {
    getMany: (keys) => keyv.getMany(keys),
    set: (key, value, ttlMs) => keyv.set(key, value, ttlMs),
    delete: (key) => keyv.delete(key),
    iterator: () => keyv.iterator?.(NAMESPACE) as AsyncIterable<readonly [string, unknown]>,
    claim: async (key, owner, ttlMs) =>
      (await client().eval(CLAIM, { keys: [lockOf(key)], arguments: [owner, String(ttlMs)] })) === 1,
    unclaim: (key, owner) => client().eval(UNCLAIM, { keys: [lockOf(key)], arguments: [owner] }),
    on: (event, listener) => keyv.on(event, listener),
    disconnect: () => keyv.disconnect(),
  };
}

const lockOf = (key: string) => `${NAMESPACE}-lock:${key}`;

/** Takes the lock, or holds it for longer when it is the owner's already. */
const CLAIM = `
local owner = redis.call('get', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
redis.call('set', KEYS[1], ARGV[1], 'px', ARGV[2])
return 1`;

/** Gives the lock back only where it is still the owner's. */
const UNCLAIM = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`;
