import { CircuitState, ConsecutiveBreaker, ConstantBackoff, circuitBreaker, handleAll } from 'cockatiel';

/** The second level, as small as the libraries that fit it: Keyv does. */
export interface KeyValueStore {
  getMany(keys: string[]): Promise<readonly unknown[]>;
  set(key: string, value: unknown, ttlMs?: number): Promise<unknown>;
  delete(key: string): Promise<unknown>;
  iterator?(): AsyncIterable<readonly [string, unknown]>;
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
  /** Resolves when the value is stored, or has been given up. */
  set(key: string, value: unknown, ttlMs: number): Promise<void>;
  /** Which of the keys this owner may work on: all of them where the store has no locks or does not answer. */
  claim(keys: readonly string[], owner: string, ttlMs: number): Promise<readonly string[]>;
  unclaim(keys: readonly string[], owner: string): Promise<void>;
  delete(isMeant: (key: string) => boolean): Promise<number>;
  stats(): { healthy: boolean; failures: number };
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
/** Writes beyond this are given up: a store that cannot keep up must not fill this process. */
const MAX_WRITES_UNDER_WAY = 256;

/**
 * Races every call against `timeoutMs`, and leaves a store that keeps failing alone for a second at a time. Reading and writing
 * apart: a store that is full, or a replica, still has answers.
 */
export function createStore(store: KeyValueStore, timeoutMs = 50, watch?: StoreWatch): Store {
  let failures = 0;
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
      failures += 1;
      tell(error);
      return otherwise;
    }
  };
  return {
    get: (keys) => guarded(reading, async () => await store.getMany([...keys]), []),
    async set(key, value, ttlMs) {
      if (writes >= MAX_WRITES_UNDER_WAY) {
        failures += 1;
        return;
      }
      writes += 1;
      await guarded<unknown>(writing, () => store.set(key, value, ttlMs), undefined);
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
      if (unclaim) await guarded<unknown>(writing, () => Promise.all(keys.map((key) => unclaim(key, owner))), undefined);
    },
    async delete(isMeant) {
      let deleted = 0;
      for await (const [key] of store.iterator?.() ?? []) {
        if (!isMeant(key)) continue;
        await store.delete(key);
        deleted += 1;
      }
      return deleted;
    },
    stats: () => ({ healthy: isHealthy(), failures }),
    async close() {
      await store.disconnect?.();
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

function inTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the store did not answer in time')), timeoutMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
