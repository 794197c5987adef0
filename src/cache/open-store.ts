import type { RedisClientType } from '@keyv/redis';
import type { Keyv } from 'keyv';
import type { KeyValueStore } from './store.ts';

/** In front of every key in a store that others may use too. */
const NAMESPACE = 'lingraph';
const CONNECT_MS = 500;

/**
 * The store a setting names, loaded on first use. A dead Redis or Postgres holds the start up for half a second at
 * the most, and is asked again by itself. Throws an Error that says what to write for a file that cannot be opened.
 */
export async function openStore(url: string): Promise<KeyValueStore> {
  if (/^rediss?:\/\//.test(url)) return openRedis(url);
  if (/^postgres(?:ql)?:\/\//.test(url)) return openPostgres(url);
  return openFile(url.replace(/^file:/, ''));
}

async function openFile(path: string): Promise<KeyValueStore> {
  const { openLibsqlStore } = await import('./libsql-store.ts');
  try {
    return openLibsqlStore(path);
  } catch (cause) {
    throw new Error(`cache.store: ${path} cannot be opened as a database. Write the path of a file that may be written.`, {
      cause,
    });
  }
}

async function openPostgres(url: string): Promise<KeyValueStore> {
  const [{ default: KeyvPostgres }, { default: Keyv }] = await Promise.all([import('@keyv/postgres'), import('keyv')]);
  const adapter = new KeyvPostgres({ uri: url, table: 'lingraph_cache', useUnloggedTable: true, keySize: 1_000 });
  const store = keyvStore(new Keyv({ store: adapter, ...KEYV }));
  await connected(store.getMany(['']));
  return store;
}

const KEYV = { namespace: NAMESPACE, throwOnErrors: true, serialize: JSON.stringify, deserialize: readRow };

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

/** Waits for a first connection, but not long: calls have a shorter limit than connecting takes. */
async function connected(first: Promise<unknown>): Promise<void> {
  const enough = new Promise((resolve) => setTimeout(resolve, CONNECT_MS).unref());
  await Promise.race([first.catch(() => undefined), enough]);
}

function keyvStore(keyv: Keyv): KeyValueStore {
  return {
    getMany: (keys) => keyv.getMany(keys),
    set: (key, value, ttlMs) => keyv.set(key, value, ttlMs),
    delete: (key) => keyv.delete(key),
    iterator: () => keyv.iterator?.(NAMESPACE) as AsyncIterable<readonly [string, unknown]>,
    on: (event, listener) => keyv.on(event, listener),
    disconnect: () => keyv.disconnect(),
  };
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
    { connectionTimeout: 500, throwOnConnectError: false, throwOnErrors: true },
  );
  const keyv = new Keyv({ store: adapter, ...KEYV });
  const client = () => adapter.client as RedisClientType;
  await connected(adapter.getClient());
  return {
    ...keyvStore(keyv),
    claim: async (key, owner, ttlMs) =>
      (await client().eval(CLAIM, { keys: [lockOf(key)], arguments: [owner, String(ttlMs)] })) === 1,
    unclaim: (key, owner) => client().eval(UNCLAIM, { keys: [lockOf(key)], arguments: [owner] }),
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
