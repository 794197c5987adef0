import type { RedisClientType } from '@redis/client';
import { Keyv, type KeyvStoreAdapter } from 'keyv';
import type { KeyValueStore } from '../store.ts';
import { connected } from './connected.ts';
import { openNodes, type RedisNodes } from './redis-nodes.ts';
import { redisTrouble } from './redis-trouble.ts';

/** In front of every key in a Redis that others may use too: Keyv writes the namespace, and so does the adapter, as that of Keyv's own does. */
const NAMESPACE = 'lingraph';
const ENTRY = `${NAMESPACE}::${NAMESPACE}:`;
const LOCK = 'lingraph-lock:';
/** How many keys one step of a deletion looks at. */
const SCANNED_AT_ONCE = 1_000;

/**
 * Entries in Redis by Keyv, or in a Redis Cluster of which one node is named. One that is not there at the start is connected to when it
 * is. GET and SET are all that it must take; claims need EVAL, and a deletion SCAN and UNLINK.
 */
export async function openRedisStore(url: string): Promise<KeyValueStore> {
  const nodes = openNodes(url);
  await connected(nodes.tried);
  const keyv = new Keyv<string>({
    store: adapterOf(nodes),
    namespace: NAMESPACE,
    throwOnErrors: true,
    serialize: JSON.stringify,
    deserialize: readRow,
  });
  keyv.on('error', () => undefined); // it is thrown too
  return {
    getMany: (keys) => keyv.getMany(keys),
    set: (key, value, ttlMs) => keyv.set(key, value, ttlMs),
    deleteWhere: (isMeant) => deleteWhere(nodes, isMeant),
    claim: async (key, owner, ttlMs) => (await evaluate(nodes, CLAIM, LOCK + key, [owner, String(ttlMs)])) !== TAKEN,
    unclaim: (key, owner) => evaluate(nodes, UNCLAIM, LOCK + key, [owner]),
    explain: redisTrouble,
    disconnect: () => nodes.close(),
  };
}

/** What Keyv asks of a store: texts by keys. */
function adapterOf(nodes: RedisNodes): KeyvStoreAdapter {
  const get = (key: string) => nodes.ask(nameOf(key), (client) => client.get(nameOf(key)));
  const remove = async (key: string) => (await nodes.ask(nameOf(key), (client) => client.unlink(nameOf(key)))) > 0;
  const adapter = {
    opts: {},
    get,
    getMany: async (keys: string[]) => whatCame(await Promise.allSettled(keys.map(get))),
    set: (key: string, value: string, ttlMs?: number) =>
      nodes.ask(nameOf(key), (client) => client.set(nameOf(key), value, ttlMs === undefined ? {} : { PX: ttlMs })),
    delete: remove,
    clear: async () => undefined,
    on: () => adapter,
  };
  return adapter as unknown as KeyvStoreAdapter;
}

const nameOf = (key: string) => `${NAMESPACE}::${key}`;

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

/** What one node of a cluster does not give is missing beside what others gave. Rejects where nothing came. */
function whatCame<T>(results: readonly PromiseSettledResult<T>[]): (T | undefined)[] {
  const failed = results.find((result) => result.status === 'rejected');
  if (failed && results.every(({ status }) => status === 'rejected')) throw failed.reason;
  return results.map((result) => (result.status === 'fulfilled' ? result.value : undefined));
}

/** By keys alone, whatever somebody put under them. Keys that vanish meanwhile are not counted. */
async function* deleteWhere(nodes: RedisNodes, isMeant: (key: string) => boolean): AsyncGenerator<number> {
  for (const client of await nodes.primaries()) yield* deleteAt(client, isMeant);
}

async function* deleteAt(client: RedisClientType, isMeant: (key: string) => boolean): AsyncGenerator<number> {
  for await (const keys of client.scanIterator({ MATCH: `${ENTRY}*`, COUNT: SCANNED_AT_ONCE })) {
    const meant = keys.filter((key) => isMeant(key.slice(ENTRY.length)));
    const deleted = await Promise.all(meant.map((key) => client.unlink(key))); // one by one: they may be of many slots
    yield deleted.reduce((sum, each) => sum + each, 0);
  }
}

function evaluate(nodes: RedisNodes, script: string, lock: string, values: string[]): Promise<unknown> {
  return nodes.ask(lock, (client) => client.eval(script, { keys: [lock], arguments: values }));
}

/** What a claim comes to where somebody else has the lock. Any other reply says nothing of somebody to wait for. */
const TAKEN = 0;

/** Takes the lock, or holds it for longer when it is the owner's already. */
const CLAIM = `
local owner = redis.call('get', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
redis.call('set', KEYS[1], ARGV[1], 'px', ARGV[2])
return 1`;

/** Gives the lock back only where it is still the owner's. */
const UNCLAIM = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`;
