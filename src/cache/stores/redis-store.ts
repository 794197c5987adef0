import KeyvRedis, { createClient, type RedisClientType } from '@keyv/redis';
import { Keyv } from 'keyv';
import type { KeyValueStore } from '../store.ts';
import { connected } from './connected.ts';

/** In front of every key in a Redis that others may use too. */
const NAMESPACE = 'lingraph';
/** As the keys of entries begin there: Keyv writes the namespace, and so does its adapter. */
const ENTRY = `${NAMESPACE}::${NAMESPACE}:`;
/** How many keys one step of a deletion looks at. */
const SCANNED_AT_ONCE = 1_000;

/** Entries in Redis, by Keyv. A Redis that is not there at the start is connected to when it is. */
export async function openRedisStore(url: string): Promise<KeyValueStore> {
  const client = createClient(settingsOf(url)) as RedisClientType;
  const adapter = new KeyvRedis(client, { throwOnErrors: true });
  const keyv = new Keyv({
    store: adapter,
    namespace: NAMESPACE,
    throwOnErrors: true,
    serialize: JSON.stringify,
    deserialize: readRow,
  });
  // Here, not by the adapter: it gives up and listens once more to everything each time it cannot.
  await connected(client.connect());
  return {
    getMany: (keys) => keyv.getMany(keys),
    set: (key, value, ttlMs) => keyv.set(key, value, ttlMs),
    deleteWhere: (isMeant) => deleteWhere(client, isMeant),
    on: (event, listener) => keyv.on(event, listener),
    disconnect: () => keyv.disconnect(),
    claim: async (key, owner, ttlMs) =>
      (await client.eval(CLAIM, { keys: [lockOf(key)], arguments: [owner, String(ttlMs)] })) === 1,
    unclaim: (key, owner) => client.eval(UNCLAIM, { keys: [lockOf(key)], arguments: [owner] }),
  };
}

/** With these a Redis that is refused, frozen or silent costs at most its time limit: measured, see the fault card. */
function settingsOf(url: string) {
  return {
    url,
    disableOfflineQueue: true,
    pingInterval: 1_000,
    socket: {
      connectTimeout: 300,
      socketTimeout: 2_000,
      reconnectStrategy: (attempt: number) => Math.min(100 * 2 ** attempt, 2_000),
    },
  };
}

/** What Keyv writes, read back. Anything else is a value that nobody can use: thrown, it would cost all that are read with it. */
function readRow<Value>(text: string): { value: Value } {
  try {
    const row: unknown = JSON.parse(text);
    if (typeof row === 'object' && row !== null && 'value' in row) return row as { value: Value };
  } catch {
    // not even JSON
  }
  return { value: text as Value };
}

/** By keys alone, whatever somebody put under them. Keys that vanish meanwhile are not counted. */
async function* deleteWhere(client: RedisClientType, isMeant: (key: string) => boolean): AsyncGenerator<number> {
  for await (const keys of client.scanIterator({ MATCH: `${ENTRY}*`, COUNT: SCANNED_AT_ONCE })) {
    const meant = keys.filter((key) => isMeant(key.slice(ENTRY.length)));
    yield meant.length > 0 ? await client.unlink(meant) : 0;
  }
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
