import { GatewayError } from '../errors.ts';
import { lastWords, withDeadline } from '../layers/with-deadline.ts';
import { type Call, isAnswered, type Outcome } from '../model.ts';
import type { Task } from '../task.ts';
import { withChanges } from '../with-changes.ts';

/** Calls that several callers wait for, by the keys of their texts. */
export interface SingleFlight<T extends Task> {
  /** The flight that will answer this key, if one is under way. */
  find(key: string): Flight<T> | undefined;
  /** Starts a flight for `keys`; `work` gets the call it makes: a signal of its own, and the time of the route. */
  start(keys: readonly string[], call: Call, work: (own: Call) => Promise<readonly Outcome<T>[]>): Flight<T>;
}

export interface Flight<T extends Task> {
  /** Waits for the outcomes of keys until the caller's own end; rejects with a GatewayError then. The last one to leave cancels the flight. */
  wait(keys: readonly string[], call: Call): Promise<readonly Outcome<T>[]>;
  /** True for the first to ask of a key: who started the flight may have left, and what it cost is booked all the same, once. */
  books(key: string): boolean;
}

/** `timeMs`: how long a flight may take, whatever the deadline of whoever started it. */
export function createSingleFlight<T extends Task>(timeMs: number): SingleFlight<T> {
  const byKey = new Map<string, Flight<T>>();
  return {
    find: (key) => byKey.get(key),
    start(keys, call, work) {
      const own = new AbortController();
      const places = new Map(keys.map((key, place) => [key, place]));
      const deadline = Math.max(call.deadline, performance.now() + timeMs);
      const landed = work(withChanges(call, { signal: own.signal, deadline }));
      const waiters = new Set<object>();
      const booked = new Set<string>();
      const land = () => {
        for (const key of keys) if (byKey.get(key) === flight) byKey.delete(key);
      };
      const flight: Flight<T> = {
        books: (key) => !booked.has(key) && booked.add(key) !== undefined,
        async wait(wanted, waiting) {
          const waiter = {};
          waiters.add(waiter);
          const at = (outcomes: readonly Outcome<T>[]) => wanted.map((key) => outcomes[places.get(key) ?? -1] as Outcome<T>);
          const leave = () => {
            waiters.delete(waiter);
            if (waiters.size > 0) return false;
            land();
            own.abort();
            return true;
          };
          try {
            const outcomes = at(await withDeadline(waiting, () => landed));
            waiters.delete(waiter);
            return outcomes;
          } catch (thrown) {
            const made = leave() && thrown instanceof GatewayError ? await lastWords(landed) : undefined;
            if (!made) throw thrown;
            return at(made).map((outcome) =>
              isAnswered(outcome) ? outcome : withChanges(outcome, { result: thrown as GatewayError }),
            );
          }
        },
      };
      for (const key of keys) byKey.set(key, flight);
      landed.then(land, land);
      return flight;
    },
  };
}
