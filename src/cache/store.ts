import { createClaims } from './claims.ts';
import { deleteStepwise } from './delete-stepwise.ts';
import { matchesFilter, type PurgeFilter } from './entry.ts';
import { inTime } from './in-time.ts';
import { createSeal } from './seal.ts';
import { createStoreCalls } from './store-calls.ts';
import { createTeller, type StoreWatch } from './teller.ts';
import type { Trouble } from './trouble.ts';

/** The second level, as small as what fits it: Redis, a table of Postgres, a file. It keeps texts. */
export interface KeyValueStore {
  getMany(keys: string[]): Promise<readonly unknown[]>;
  /** `ttlMs`: whole milliseconds, one at least. Nothing is kept for ever. */
  set(key: string, value: string, ttlMs: number): Promise<unknown>;
  /** Deletes the entries that are meant, in steps of which none takes long; gives of each how many it deleted. */
  deleteWhere(isMeant: (key: string) => boolean): AsyncGenerator<number>;
  /** A short lock that one process has: true when `owner` has it from now on, for `ttlMs` or until it gives it back. */
  claim?(key: string, owner: string, ttlMs: number): Promise<boolean>;
  unclaim?(key: string, owner: string): Promise<unknown>;
  /** What an error of any of these means. */
  explain?(error: unknown): Trouble | undefined;
  disconnect?(): Promise<unknown>;
}

/** A store that can be dead, slow or full without costing anybody more than its time limit. */
export interface Store {
  /** One value a key, undefined where there is none or the store did not answer in time. */
  get(keys: readonly string[]): Promise<readonly unknown[]>;
  /** Resolves when the value is stored, or has been given up. A value without time to live is not stored. */
  set(key: string, value: unknown, ttlMs: number): Promise<void>;
  /** Which of the keys this owner may work on: all of them where the store has no locks or does not answer. */
  claim(keys: readonly string[], owner: string, ttlMs: number): Promise<readonly string[]>;
  unclaim(keys: readonly string[], owner: string): Promise<void>;
  /** Gives how many were deleted. Rejects with STORE_UNAVAILABLE where the store does not do it: entries may be left. */
  delete(filter: PurgeFilter): Promise<number>;
  stats(): { healthy: boolean; failures: number };
  /** Never rejects, and does not wait long for a store that does not answer. */
  close(): Promise<void>;
}

export interface StoreSettings {
  /** How long a call may take. */
  timeoutMs?: number;
  /** Signs what is stored, and hides what its keys are made of. */
  secret?: string;
  watch?: StoreWatch;
}

const CLOSE_MS = 1_000;
/** Writes beyond this are given up: a store that cannot keep up must not fill this process. */
const MAX_WRITES_UNDER_WAY = 256;

/** Races every call against a time limit, leaves a store that keeps failing alone for a second at a time, and tells why. */
export function createStore(store: KeyValueStore, { timeoutMs = 50, secret, watch }: StoreSettings = {}): Store {
  const seal = createSeal(secret);
  const explain = (error: unknown) => store.explain?.(error);
  const teller = createTeller(watch, `The store did not answer within ${timeoutMs} ms (cache.storeTimeoutMs).`);
  const calls = createStoreCalls(timeoutMs, explain, teller);
  const claims = createClaims(store, calls, teller, timeoutMs);
  let writes = 0;
  return {
    async get(keys) {
      const stored = await calls.read(async () => await store.getMany(keys.map(seal.keyOf)), undefined);
      return stored ? keys.map((key, place) => seal.open(key, stored[place])) : [];
    },
    async set(key, value, ttlMs) {
      const wholeMs = Math.ceil(ttlMs); // Redis refuses a fraction
      if (!(wholeMs > 0)) return;
      if (writes >= MAX_WRITES_UNDER_WAY) return calls.countFailure();
      writes += 1;
      await calls.write<unknown>(async () => store.set(seal.keyOf(key), seal.close(key, value), wholeMs), undefined);
      writes -= 1;
    },
    async claim(keys, owner, ttlMs) {
      const mine = new Set(await claims.claim(keys.map(seal.keyOf), owner, ttlMs));
      return keys.filter((key) => mine.has(seal.keyOf(key)));
    },
    unclaim: (keys, owner) => claims.unclaim(keys.map(seal.keyOf), owner),
    async delete(filter) {
      try {
        return await deleteStepwise(store.deleteWhere(matchesFilter(filter, seal.partOf)), explain);
      } catch (error) {
        calls.countFailure();
        const trouble = error instanceof Error ? explain(error.cause) : undefined;
        if (trouble?.lasts) teller.limited(`${trouble.problem} While that is so, a purge does not reach the store.`);
        throw error;
      }
    },
    stats: () => ({ healthy: calls.isHealthy(), failures: calls.failures() }),
    async close() {
      await inTime(Promise.resolve(store.disconnect?.()), CLOSE_MS).catch(() => undefined);
    },
  };
}
