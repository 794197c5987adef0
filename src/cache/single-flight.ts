import { derive } from '../call.ts';
import { GatewayError } from '../errors.ts';
import { lastWords, withDeadline } from '../layers/with-deadline.ts';
import { SharedAccount } from '../ledger/shared-account.ts';
import { type Call, isAnswered, type Outcome } from '../model.ts';
import type { Task } from '../task.ts';
import type { Questions } from './questions.ts';

/** Calls that several callers wait for, by the keys of their texts. */
export interface SingleFlight<T extends Task> {
  /** The flight that will answer this key, if one is under way. */
  find(key: string): Flight<T> | undefined;
  /** Starts a flight; `work` gets the call it makes: a signal and an account of its own, and the time of the route. */
  start(questions: Questions<T>, call: Call, work: (own: Call) => Promise<readonly Outcome<T>[]>): Flight<T>;
}

export interface Flight<T extends Task> {
  /** Waits for the outcomes of questions until the caller's own end; rejects with a GatewayError then. The last one to leave cancels the flight. */
  wait(questions: Questions<T>, call: Call): Promise<readonly Outcome<T>[]>;
}

/** `timeMs`: how long a flight may take, whatever the deadline of whoever started it. */
export function createSingleFlight<T extends Task>(timeMs: number): SingleFlight<T> {
  const byKey = new Map<string, Flight<T>>();
  return {
    find: (key) => byKey.get(key),
    start({ keys, batch }, call, work) {
      const own = new AbortController();
      const places = new Map(keys.map((key, place) => [key, place]));
      const deadlineAt = Math.max(call.deadlineAt, performance.now() + timeMs);
      const account = new SharedAccount({ account: call.account, texts: batch.texts });
      const landed = work(derive(call, { signal: own.signal, deadlineAt, account }));
      const land = () => {
        for (const key of keys) if (byKey.get(key) === flight) byKey.delete(key);
      };
      const flight: Flight<T> = {
        async wait(wanted, waiting) {
          const waiter = { account: waiting.account, texts: wanted.batch.texts };
          account.join(waiter);
          const at = (outcomes: readonly Outcome<T>[]) => wanted.keys.map((key) => outcomes[places.get(key) ?? -1] as Outcome<T>);
          try {
            const outcomes = at(await withDeadline(waiting, () => landed));
            account.leave(waiter);
            return outcomes;
          } catch (thrown) {
            const isLast = account.size === 1;
            if (!isLast) account.leave(waiter);
            if (!isLast || !(thrown instanceof GatewayError)) throw thrown;
            land();
            own.abort();
            const made = await lastWords(landed); // what the call has cost is known then
            account.leave(waiter);
            if (!made) throw thrown;
            return at(made).map((outcome) => (isAnswered(outcome) ? outcome : { result: thrown, cache: outcome.cache }));
          }
        },
      };
      for (const key of keys) byKey.set(key, flight);
      landed.then(land, land);
      return flight;
    },
  };
}
