import { createCircuit, isClosed } from './circuit.ts';
import { inTime } from './in-time.ts';
import type { KeyValueStore, Store } from './store.ts';
import { heardBy, type StoreCalls } from './store-calls.ts';
import type { Teller } from './teller.ts';

/** So long nothing is claimed after a refusal that does not pass by itself. */
const REFUSED_MS = 60_000;

/**
 * The short locks of a store, which answers do not need: with a circuit of their own, since a store that takes none still keeps
 * answers. A refusal that does not pass by itself is told once.
 */
export function createClaims(
  store: KeyValueStore,
  calls: StoreCalls,
  teller: Teller,
  timeoutMs: number,
): Pick<Store, 'claim' | 'unclaim'> {
  const circuit = createCircuit();
  let restsUntilMs = 0;
  const mayClaim = () => calls.isHealthy() && performance.now() >= restsUntilMs;
  const refused = (error: unknown) => {
    const trouble = store.explain?.(error);
    if (!trouble?.lasts) return;
    if (calls.failsBy(trouble.problem)) return; // it is no matter of claims alone, and is told of all
    restsUntilMs = performance.now() + REFUSED_MS;
    teller.limited(`${trouble.problem} While that is so, several gateways that are asked the same at once all ask the model.`);
  };
  return {
    async claim(keys, owner, ttlMs) {
      const { claim } = store;
      if (!claim || !mayClaim()) return keys;
      const claimAll = async () => Promise.all(keys.map((key) => claim(key, owner, ttlMs)));
      try {
        const claimed = await circuit.execute(() => inTime(heardBy(refused, claimAll()), timeoutMs));
        return keys.filter((_, place) => claimed[place]);
      } catch {
        calls.countFailure();
        return keys;
      }
    },
    async unclaim(keys, owner) {
      const { unclaim } = store;
      if (!unclaim || !mayClaim() || !isClosed(circuit)) return; // a claim ends by itself
      // Past the circuit: a full store still deletes, and each success would begin its count of failures anew.
      const work = Promise.all(keys.map(async (key) => unclaim(key, owner)));
      await inTime(work, timeoutMs).catch(calls.countFailure);
    },
  };
}
