import type { RedisClientType } from '@redis/client';
import type { KeyValueStore } from '../store.ts';
import { connected } from './connected.ts';
import { openNodes, type RedisNodes } from './redis-nodes.ts';
import { redisTrouble } from './redis-trouble.ts';

/** In front of every key in a Redis that others may use too: as 0.1.0 wrote them, so that a purge finds those as well. */
const ENTRY = 'lingraph::lingraph:';
const LOCK = 'lingraph-lock:';
/** How many keys one step of a deletion looks at. */
const SCANNED_AT_ONCE = 1_000;

/**
 * Entries in Redis, or in a Redis Cluster of which one node is named. One that is not there at the start is connected to when it
 * is. GET and SET are all that it must take; claims need EVAL, and a deletion SCAN and UNLINK.
 */
export async function openRedisStore(url: string): Promise<KeyValueStore> {
  const nodes = openNodes(url);
  await connected(nodes.tried);
  return {
    getMany: async (keys) =>
      whatCame(await Promise.allSettled(keys.map((key) => nodes.ask(ENTRY + key, (client) => client.get(ENTRY + key))))),
    set: (key, value, ttlMs) => nodes.ask(ENTRY + key, (client) => client.set(ENTRY + key, value, { PX: ttlMs })),
    deleteWhere: (isMeant) => deleteWhere(nodes, isMeant),
    claim: async (key, owner, ttlMs) => (await evaluate(nodes, CLAIM, LOCK + key, [owner, String(ttlMs)])) === 1,
    unclaim: (key, owner) => evaluate(nodes, UNCLAIM, LOCK + key, [owner]),
    explain: redisTrouble,
    disconnect: () => nodes.close(),
  };
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

/** Takes the lock, or holds it for longer when it is the owner's already. */
const CLAIM = `
local owner = redis.call('get', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
redis.call('set', KEYS[1], ARGV[1], 'px', ARGV[2])
return 1`;

/** Gives the lock back only where it is still the owner's. */
const UNCLAIM = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`;
