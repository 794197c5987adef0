import { toGatewayError } from '../errors.ts';
import { runAt } from '../layers/fill-in.ts';
import { type Call, isAnswered, type Outcome, outcomeOf, type Run, type Usage } from '../model.ts';
import type { Options, Task } from '../task.ts';
import { usageOf } from '../usage.ts';
import { withChanges } from '../with-changes.ts';
import { distributedSingleFlight } from './distributed-single-flight.ts';
import { createSingleFlight, type Flight, type SingleFlight } from './single-flight.ts';
import type { Store } from './store.ts';
import type { Put, TieredCache } from './tiered-cache.ts';

/** Texts that share their options, with their keys. */
export interface Questions<T extends Task> {
  keys: readonly string[];
  texts: readonly string[];
  options: Options<T>;
}

/** Where answers come from when none is kept: the model, asked once for everybody who waits. */
export interface Origin<T extends Task> {
  /** The outcomes of the questions at `places`: some already under way for others, the rest in one flight of their own. */
  ask(questions: Questions<T>, places: readonly number[], call: Call): Promise<readonly Outcome<T>[]>;
  /** Asks anew for the questions at `places`, in one flight and without anybody waiting, but for those that are under way. */
  refresh(questions: Questions<T>, places: readonly number[], call: Call): void;
}

/** `flightMs`: how long a flight may take. Every answer that may be kept is put on the shelf. */
export function createOrigin<T extends Task>(
  run: Run<T>,
  tieredCache: TieredCache<T>,
  { flightMs, store }: { flightMs: number; store?: Store },
): Origin<T> {
  const singleFlight = createSingleFlight<T>(flightMs);
  const fetchOnce = createFetch(run, tieredCache, store);

  const start = ({ keys, texts, options }: Questions<T>, places: readonly number[], call: Call) => {
    const own = at(keys, places);
    const work: Run<T> = (chosen, same, flying) => fetchOnce({ keys: own, texts: chosen, options: same }, flying);
    return singleFlight.start(own, call, (flying) => runAt(work, places, texts, options, flying));
  };

  return {
    async ask(questions, places, call) {
      const { joined, own } = sortOut(singleFlight, questions.keys, places);
      const started = () => landed(start(questions, own, call), at(questions.keys, own), call, 'MISS');
      if (joined.size === 0) return started();
      const outcomes = new Map<number, Outcome<T>>();
      const collect = async (waited: Promise<readonly Outcome<T>[]>, chosen: readonly number[]) => {
        const found = await waited;
        for (const [index, place] of chosen.entries()) outcomes.set(place, found[index] as Outcome<T>);
      };
      await Promise.all([
        own.length > 0 ? collect(started(), own) : undefined,
        ...[...joined].map(([flight, chosen]) => collect(landed(flight, at(questions.keys, chosen), call, 'COALESCED'), chosen)),
      ]);
      return places.map((place) => outcomes.get(place) as Outcome<T>);
    },
    refresh(questions, places, { emit: _, restart: __, lookUps: ___, ...call }) {
      const { own } = sortOut(singleFlight, questions.keys, places);
      if (own.length === 0) return;
      const signal = new AbortController().signal;
      const anew: Call = { ...call, signal, deadline: performance.now() + flightMs, cache: 'REFRESH' };
      start(questions, own, anew)
        .wait(at(questions.keys, own), anew)
        .catch(() => undefined);
    },
  };
}

type Fetch<T extends Task> = (questions: Questions<T>, call: Call) => Promise<readonly Outcome<T>[]>;

/** Asks the model and puts its answers on the shelf; with a store, once for all processes. */
function createFetch<T extends Task>(run: Run<T>, tieredCache: TieredCache<T>, store: Store | undefined): Fetch<T> {
  const fetch = async ({ keys, texts, options }: Questions<T>, call: Call) => {
    const put = tieredCache.putter();
    const outcomes = await run(texts, options, call);
    return { outcomes, stored: keep(put, keys, outcomes) };
  };
  if (!store) return async (questions, call) => (await fetch(questions, call)).outcomes;
  const fetchStored = async (questions: Questions<T>, call: Call) => {
    const { outcomes, stored } = await fetch(questions, call);
    return { outcomes, stored: Promise.all(stored) };
  };
  return distributedSingleFlight(fetchStored, tieredCache, store);
}

/** Which places are under way in which flight, and which are not. */
function sortOut<T extends Task>(singleFlight: SingleFlight<T>, keys: readonly string[], places: readonly number[]) {
  const joined = new Map<Flight<T>, number[]>();
  const own: number[] = [];
  for (const place of places) {
    const flight = singleFlight.find(keys[place] ?? '');
    if (flight) joined.set(flight, [...(joined.get(flight) ?? []), place]);
    else own.push(place);
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

/** Waits for what a flight makes of these keys; whoever leaves early has its own end as outcome. */
async function landed<T extends Task>(
  flight: Flight<T>,
  keys: readonly string[],
  call: Call,
  status: 'MISS' | 'COALESCED',
): Promise<readonly Outcome<T>[]> {
  try {
    const outcomes = await flight.wait(keys, call);
    return outcomes.map((outcome, place) =>
      withChanges(outcome, {
        spent: flight.books(keys[place] ?? '') ? spentAs(status, outcome) : undefined,
        cache: outcome.cache.status === 'BYPASS' ? { status } : outcome.cache,
      }),
    );
  } catch (thrown) {
    const lost = toGatewayError(thrown, 'INTERNAL_SERVER_ERROR', 'The shared call was lost.');
    return keys.map(() => outcomeOf<T>(lost, { status }));
  }
}

/** What a shared answer cost beside itself; all that it cost where whoever started the call has left, and so does not book it. */
function spentAs<T extends Task>(status: 'MISS' | 'COALESCED', outcome: Outcome<T>): Usage | undefined {
  return status === 'MISS' ? outcome.spent : usageOf(outcome);
}

function at<Item>(items: readonly Item[], places: readonly number[]): Item[] {
  return places.map((place) => items[place] as Item);
}
