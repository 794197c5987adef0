import { toGatewayError } from '../errors.ts';
import { runAt } from '../layers/fill-in.ts';
import { type Call, isAnswered, type Outcome, outcomeOf, type Run } from '../model.ts';
import type { Options, Task } from '../task.ts';
import type { CacheCounters } from './counters.ts';
import { createFlights, type Flight } from './flights.ts';
import type { Shelf } from './shelf.ts';

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

/** Every answer of `run` that may be kept is put on the shelf. `flightMs`: how long a flight may take. */
export function createOrigin<T extends Task>(run: Run<T>, shelf: Shelf<T>, flightMs: number, counters: CacheCounters): Origin<T> {
  const flights = createFlights<T>(flightMs);

  const start = (questions: Questions<T>, places: readonly number[], call: Call) => {
    const keys = places.map((place) => questions.keys[place] ?? '');
    const keeping: Run<T> = async (texts, options, flying) => {
      const outcomes = await run(texts, options, flying);
      keep(shelf, keys, outcomes);
      return outcomes;
    };
    return flights.start(keys, call, (flying) => runAt(keeping, places, questions.texts, questions.options, flying));
  };

  return {
    async ask(questions, places, call) {
      const joined = new Map(places.map((place) => [place, flights.find(questions.keys[place] ?? '')]));
      const own = places.filter((place) => !joined.get(place));
      const started = own.length > 0 ? start(questions, own, call) : undefined;
      counters.misses += own.length;
      counters.coalesced += places.length - own.length;
      return Promise.all(places.map((place) => landed(joined.get(place), started, questions.keys[place] ?? '', call)));
    },
    refresh(questions, place, { emit: _, restart: __, ...call }) {
      const key = questions.keys[place] ?? '';
      if (flights.find(key)) return;
      const own = { ...call, signal: new AbortController().signal, deadline: performance.now() + flightMs };
      start(questions, [place], own)
        .wait(key, own)
        .catch(() => undefined);
    },
  };
}

/** Never an error; never a near hit, which is another text's answer. */
function keep<T extends Task>(shelf: Shelf<T>, keys: readonly string[], outcomes: readonly Outcome<T>[]): void {
  outcomes.forEach((outcome, place) => {
    const key = keys[place];
    if (key && isAnswered(outcome) && outcome.cache.status !== 'NEAR_HIT')
      shelf.set(key, { answer: outcome.result, storedAt: Date.now() });
  });
}

/** Waits for a flight of others (COALESCED) or one's own (MISS); whoever leaves early has its own end as outcome. */
async function landed<T extends Task>(
  joined: Flight<T> | undefined,
  own: Flight<T> | undefined,
  key: string,
  call: Call,
): Promise<Outcome<T>> {
  try {
    const outcome = await (joined ?? (own as Flight<T>)).wait(key, call);
    if (outcome.cache.status === 'NEAR_HIT') return outcome;
    return { ...outcome, cache: { status: joined ? 'COALESCED' : 'MISS' } };
  } catch (thrown) {
    return outcomeOf<T>(toGatewayError(thrown, 'INTERNAL_SERVER_ERROR', 'The shared call was lost.'));
  }
}
