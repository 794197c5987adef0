import { CircuitState, ConsecutiveBreaker, ConstantBackoff, circuitBreaker, handleAll } from 'cockatiel';
import { deleteStepwise } from './delete-stepwise.ts';
import { inTime } from './in-time.ts';

/** The second level, as small as what fits it: Redis by Keyv, a table of Postgres, a file. */
export interface KeyValueStore {
  getMany(keys: string[]): Promise<readonly unknown[]>;
  /** `ttlMs`: whole milliseconds, one at least. Nothing is kept for ever. */
  set(key: string, value: unknown, ttlMs: number): Promise<unknown>;
  /** Deletes the entries that are meant, in steps of which none takes long; gives of each how many it deleted. */
  deleteWhere(isMeant: (key: string) => boolean): AsyncGenerator<number>;
  /** A short lock that one process has: true when `owner` has it from now on, for `ttlMs` or until it gives it back. */
  claim?(key: string, owner: string, ttlMs: number): Promise<boolean>;
  unclaim?(key: string, owner: string): Promise<unknown>;
  on?(event: 'error', listener: (error: unknown) => void): unknown;
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
  delete(isMeant: (key: string) => boolean): Promise<number>;
  stats(): { healthy: boolean; failures: number };
  /** Never rejects, and does not wait long for a store that does not answer. */
  close(): Promise<void>;
}

/** Hears of a store that is no longer what it was. */
export interface StoreWatch {
  /** It is left alone, for reading or for writing, from now on. */
  lost(problem: string): void;
  /** All of it is used again. */
  regained(): void;
}

const FAILURES_IN_A_ROW = 3;
const LEFT_ALONE_MS = 1_000;
const CLOSE_MS = 1_000;
/** Writes beyond this are given up: a store that cannot keep up must not fill this process. */
const MAX_WRITES_UNDER_WAY = 256;

/**
 * Races every call against `timeoutMs`, and leaves a store that keeps failing alone for a second at a time. Reading and writing
 * apart: a store that is full, or a replica, still has answers.
 */
export function createStore(store: KeyValueStore, timeoutMs = 50, watch?: StoreWatch): Store {
  let failures = 0;
  const countFailure = () => {
    failures += 1;
  };
  let complaint: unknown;
  let wasHealthy = true;
  let writes = 0;
  // Why there is no connection: calls reject only because there is none. Unheard, an error would end the process.
  store.on?.('error', (error) => {
    complaint ??= error;
  });
  const [reading, writing] = [createCircuit(), createCircuit()];
  const isHealthy = () => [reading, writing].every(({ state }) => state === CircuitState.Closed);
  const tell = (error?: unknown) => {
    if (isHealthy() === wasHealthy) return;
    wasHealthy = !wasHealthy;
    if (wasHealthy) watch?.regained();
    else watch?.lost(inWords(complaint ?? error));
  };
  const guarded = async <T>(circuit: Circuit, work: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      const result = await circuit.execute(() => inTime(work(), timeoutMs));
      complaint = undefined;
      tell();
      return result;
    } catch (error) {
      countFailure();
      tell(error);
      return otherwise;
    }
  };
  return {
    get: (keys) => guarded(reading, async () => await store.getMany([...keys]), []),
    async set(key, value, ttlMs) {
      const wholeMs = Math.ceil(ttlMs); // Redis refuses a fraction, and Keyv takes 0 for no end at all
      if (!(wholeMs > 0)) return;
      if (writes >= MAX_WRITES_UNDER_WAY) return countFailure();
      writes += 1;
      await guarded<unknown>(writing, () => store.set(key, value, wholeMs), undefined);
      writes -= 1;
    },
    async claim(keys, owner, ttlMs) {
      const { claim } = store;
      if (!claim) return keys;
      const claimed = await guarded(writing, () => Promise.all(keys.map((key) => claim(key, owner, ttlMs))), []);
      return claimed.length === 0 ? keys : keys.filter((_, place) => claimed[place]);
    },
    async unclaim(keys, owner) {
      const { unclaim } = store;
      if (!unclaim || writing.state !== CircuitState.Closed) return; // a claim ends by itself
      // Past the circuit: a full store still deletes, and each success would begin its count of failures anew.
      await inTime(Promise.all(keys.map(async (key) => unclaim(key, owner))), timeoutMs).catch(countFailure);
    },
    async delete(isMeant) {
      try {
        return await deleteStepwise(store.deleteWhere(isMeant));
      } catch (error) {
        countFailure();
        throw error;
      }
    },
    stats: () => ({ healthy: isHealthy(), failures }),
    async close() {
      await inTime(Promise.resolve(store.disconnect?.()), CLOSE_MS).catch(() => undefined);
    },
  };
}

type Circuit = ReturnType<typeof createCircuit>;

function createCircuit() {
  return circuitBreaker(handleAll, {
    halfOpenAfter: new ConstantBackoff(LEFT_ALONE_MS),
    breaker: new ConsecutiveBreaker(FAILURES_IN_A_ROW),
  });
}

const inWords = (error: unknown): string => (error instanceof Error ? error.message || error.name : String(error));
