import { derive } from '../call.ts';
import { toGatewayError } from '../errors.ts';
import { type Call, isAnswered, type Outcome, outcomeOf, type Run } from '../model.ts';
import type { Task } from '../task.ts';
import { distributedSingleFlight } from './distributed-single-flight.ts';
import { type Questions, questionsAt } from './questions.ts';
import { createSingleFlight, type Flight, type SingleFlight } from './single-flight.ts';
import type { Store } from './store.ts';
import type { Put, TieredCache } from './tiered-cache.ts';

/** An outcome of a call that was made for this question, or that another had begun for it. */
export interface Landed<T extends Task> {
  outcome: Outcome<T>;
  status: 'MISS' | 'COALESCED';
}

/** Where answers come from when none is kept: the model, asked once for everybody who waits. */
export interface Origin<T extends Task> {
  /** What comes of the questions: some already under way for others, the rest in one flight of their own. */
  ask(questions: Questions<T>, call: Call): Promise<readonly Landed<T>[]>;
  /** Asks anew, in one flight and without anybody waiting, but for what is under way. Booked to the call as a refresh. */
  refresh(questions: Questions<T>, call: Call): void;
}

/** `flightMs`: how long a flight may take. Every answer that may be kept is put on the shelf. */
export function createOrigin<T extends Task>(
  run: Run<T>,
  tieredCache: TieredCache<T>,
  { flightMs, store }: { flightMs: number; store?: Store },
): Origin<T> {
  const singleFlight = createSingleFlight<T>(flightMs);
  const fetchOnce = createFetch(run, tieredCache, store);
  const start = (questions: Questions<T>, call: Call) => singleFlight.start(questions, call, (own) => fetchOnce(questions, own));

  return {
    async ask(questions, call) {
      const { joined, own } = sortOut(singleFlight, questions.keys);
      if (joined.size === 0) return landed(start(questions, call), questions, call, 'MISS');
      const all: Landed<T>[] = [];
      const collect = async (flight: Flight<T>, indexes: readonly number[], status: Landed<T>['status']) => {
        const found = await landed(flight, questionsAt(questions, indexes), call, status);
        for (const [place, index] of indexes.entries()) all[index] = found[place] as Landed<T>;
      };
      await Promise.all([
        own.length > 0 ? collect(start(questionsAt(questions, own), call), own, 'MISS') : undefined,
        ...[...joined].map(([flight, indexes]) => collect(flight, indexes, 'COALESCED')),
      ]);
      return all;
    },
    refresh(questions, call) {
      const { own } = sortOut(singleFlight, questions.keys);
      if (own.length === 0) return;
      const { texts, options } = questions.batch;
      const unheard = questionsAt({ keys: questions.keys, batch: { texts, options } }, own);
      const anew = derive(call, {
        signal: new AbortController().signal,
        deadlineAt: performance.now() + flightMs,
        account: call.account.background('REFRESH'),
        trace: undefined,
        cache: 'REFRESH',
      });
      start(unheard, anew)
        .wait(unheard, anew)
        .catch(() => undefined);
    },
  };
}

type Fetch<T extends Task> = (questions: Questions<T>, call: Call) => Promise<readonly Outcome<T>[]>;

/** Asks the model and puts its answers on the shelf; with a store, once for all processes. */
function createFetch<T extends Task>(run: Run<T>, tieredCache: TieredCache<T>, store: Store | undefined): Fetch<T> {
  const fetch = async ({ keys, batch }: Questions<T>, call: Call) => {
    const put = tieredCache.putter();
    const outcomes = await run(batch, call);
    return { outcomes, stored: keep(put, keys, outcomes) };
  };
  if (!store) return async (questions, call) => (await fetch(questions, call)).outcomes;
  const fetchStored = async (questions: Questions<T>, call: Call) => {
    const { outcomes, stored } = await fetch(questions, call);
    return { outcomes, stored: Promise.all(stored) };
  };
  return distributedSingleFlight(fetchStored, tieredCache, store);
}

/** Which questions are under way in which flight, and which are not: their places. */
function sortOut<T extends Task>(singleFlight: SingleFlight<T>, keys: readonly string[]) {
  const joined = new Map<Flight<T>, number[]>();
  const own: number[] = [];
  for (const [index, key] of keys.entries()) {
    const flight = singleFlight.find(key);
    if (!flight) own.push(index);
    else joined.set(flight, [...(joined.get(flight) ?? []), index]);
  }
  return { joined, own };
}

/** Never an error; never a semantic hit, which is another text's answer. Gives what the store has yet to take. */
function keep<T extends Task>(put: Put<T>, keys: readonly string[], outcomes: readonly Outcome<T>[]) {
  return outcomes.map((outcome, place) => {
    const key = keys[place];
    const mayKeep = key !== undefined && isAnswered(outcome) && outcome.cache.status !== 'SEMANTIC_HIT';
    return mayKeep ? put(key, { answer: outcome.result, storedAt: Date.now() }) : undefined;
  });
}

/** Waits for what a flight makes of these questions; whoever leaves early has its own end as outcome. */
async function landed<T extends Task>(
  flight: Flight<T>,
  questions: Questions<T>,
  call: Call,
  status: Landed<T>['status'],
): Promise<readonly Landed<T>[]> {
  try {
    return (await flight.wait(questions, call)).map((outcome) => ({ outcome, status }));
  } catch (thrown) {
    const lost = outcomeOf<T>(toGatewayError(thrown, 'INTERNAL_SERVER_ERROR', 'The shared call was lost.'));
    return questions.keys.map(() => ({ outcome: lost, status }));
  }
}
