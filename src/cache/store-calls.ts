import { type Circuit, createCircuit, isClosed } from './circuit.ts';
import { inTime } from './in-time.ts';
import type { Teller } from './teller.ts';
import { inWords, type Trouble } from './trouble.ts';

/** Calls of a store, for reading and for writing apart: one that is full, or a replica, still has answers. */
export interface StoreCalls {
  /** What `work` comes to in time; otherwise `otherwise`. Never rejects. */
  read<T>(work: () => Promise<T>, otherwise: T): Promise<T>;
  write<T>(work: () => Promise<T>, otherwise: T): Promise<T>;
  isHealthy(): boolean;
  /** The latest call failed, and for this reason. */
  failsBy(problem: string): boolean;
  countFailure(): void;
  failures(): number;
}

/** Hears why a call failed, also when that comes long after nobody waits for the call any more. */
export function createStoreCalls(
  timeoutMs: number,
  explain: (error: unknown) => Trouble | undefined,
  teller: Teller,
): StoreCalls {
  const [reading, writing] = [createCircuit(), createCircuit()];
  const isHealthy = () => isClosed(reading) && isClosed(writing);
  let failures = 0;
  let latest: string | undefined;
  const guarded =
    (circuit: Circuit) =>
    async <T>(work: () => Promise<T>, otherwise: T): Promise<T> => {
      let problem: string | undefined;
      let isOver = false;
      const heard = (error: unknown) => {
        problem = explain(error)?.problem ?? inWords(error);
        latest = problem;
        if (isOver && !isHealthy()) teller.note(false, problem);
      };
      try {
        const result = await circuit.execute(() => inTime(heardBy(heard, work()), timeoutMs));
        latest = undefined;
        teller.note(isHealthy(), undefined);
        return result;
      } catch {
        failures += 1;
        teller.note(isHealthy(), problem);
        return otherwise;
      } finally {
        isOver = true;
      }
    };
  return {
    read: guarded(reading),
    write: guarded(writing),
    isHealthy,
    failsBy: (problem) => latest === problem,
    countFailure() {
      failures += 1;
    },
    failures: () => failures,
  };
}

/** The same work, of which somebody hears when it rejects, however late that is. */
export function heardBy<T>(heard: (error: unknown) => void, work: Promise<T>): Promise<T> {
  work.catch(heard);
  return work;
}
