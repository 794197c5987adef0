import { changed } from '../changed.ts';
import { toGatewayError } from '../errors.ts';
import { runAt } from '../layers/fill-in.ts';
import { allFailed } from '../layers/guard.ts';
import { type Call, isAnswered, type Outcome, type Run } from '../model.ts';
import type { Options, Task } from '../task.ts';
import { amongProcesses } from './among-processes.ts';
import type { CacheCounters } from './counters.ts';
import { createFlights, type Flight } from './flights.ts';
import type { Shelf } from './shelf.ts';
import type { Store } from './store.ts';

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
  /** Asks again for one question without anybody waiting, unless that is under way. */
  refresh(questions: Questions<T>, place: number, call: Call): void;
}

/** `flightMs`: how long a flight may take. Every answer that may be kept is put on the shelf. */
export function createOrigin<T extends Task>(
  run: Run<T>,
  shelf: Shelf<T>,
  { flightMs, counters, store }: { flightMs: number; counters: CacheCounters; store?: Store },
): Origin<T> {
  const flights = createFlights<T>(flightMs);
  const fetch = async ({ keys, texts, options }: Questions<T>, call: Call) => {
    const outcomes = await run(texts, options, call);
    keep(shelf, keys, outcomes);
    return outcomes;
  };
  const fetchStored = async ({ keys, texts, options }: Questions<T>, call: Call) => {
    const outcomes = await run(texts, options, call);
    return { outcomes, stored: Promise.all(keep(shelf, keys, outcomes)) };
  };
  const fetchOnce = store ? amongProcesses(fetchStored, shelf, store) : fetch;

  const start = ({ keys, texts, options }: Questions<T>, places: readonly number[], call: Call) => {
    const own = places.map((place) => keys[place] ?? '');
    const work: Run<T> = (chosen, same, flying) => fetchOnce({ keys: own, texts: chosen, options: same }, flying);
    return flights.start(own, call, (flying) => runAt(work, places, texts, options, flying));
  };

  return {
    async ask(questions, places, call) {
      const joined = new Map<Flight<T>, number[]>();
      const own: number[] = [];
      for (const place of places) {
        const flight = flights.find(questions.keys[place] ?? '');
        if (flight) joined.set(flight, [...(joined.get(flight) ?? []), place]);
        else own.push(place);
      }
      counters.misses += own.length;
      counters.coalesced += places.length - own.length;
      const keysAt = (chosen: readonly number[]) => chosen.map((place) => questions.keys[place] ?? '');
      const started = () => landed(start(questions, own, call), keysAt(own), call, 'MISS');
      if (joined.size === 0) return started();
      const outcomes = new Map<number, Outcome<T>>();
      const collect = async (waited: Promise<readonly Outcome<T>[]>, chosen: readonly number[]) => {
        const found = await waited;
        for (const [index, place] of chosen.entries()) outcomes.set(place, found[index] as Outcome<T>);
      };
      await Promise.all([
        own.length > 0 ? collect(started(), own) : undefined,
        ...[...joined].map(([flight, chosen]) => collect(landed(flight, keysAt(chosen), call, 'COALESCED'), chosen)),
      ]);
      return places.map((place) => outcomes.get(place) as Outcome<T>);
    },
    refresh(questions, place, { emit: _, restart: __, lookUps: ___, ...call }) {
      const key = questions.keys[place] ?? '';
      if (flights.find(key)) return;
      const own = { ...call, signal: new AbortController().signal, deadline: performance.now() + flightMs };
      start(questions, [place], own)
        .wait([key], own)
        .catch(() => undefined);
    },
  };
}

/** Never an error; never a near hit, which is another text's answer. Gives what the store has yet to take. */
function keep<T extends Task>(shelf: Shelf<T>, keys: readonly string[], outcomes: readonly Outcome<T>[]) {
  return outcomes.map((outcome, place) => {
    const key = keys[place];
    const mayKeep = key !== undefined && isAnswered(outcome) && outcome.cache.status !== 'NEAR_HIT';
    return mayKeep ? shelf.set(key, { answer: outcome.result, storedAt: Date.now() }) : undefined;
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
    return outcomes.map((outcome) =>
      changed(outcome, {
        // What failed on the way to a shared answer is booked once, by the caller who started it.
        spent: status === 'MISS' ? outcome.spent : undefined,
        cache: outcome.cache.status === 'BYPASS' ? { status } : outcome.cache,
      }),
    );
  } catch (thrown) {
    return allFailed(keys, toGatewayError(thrown, 'INTERNAL_SERVER_ERROR', 'The shared call was lost.'));
  }
}
