import { randomUUID } from 'node:crypto';
import { abortedError } from '../layers/within.ts';
import { type Call, type Outcome, outcomeOf } from '../model.ts';
import type { Task } from '../task.ts';
import { noteLookUp } from './look-up.ts';
import type { Questions } from './origin.ts';
import type { Found, Shelf } from './shelf.ts';
import type { Store } from './store.ts';

/** How long a claim lasts unless it is renewed: the most that a process which died can hold others up. */
const CLAIM_MS = 2_000;
const RENEW_MS = 700;
const LOOK_MS = 25;

type Fetch<T extends Task> = (
  questions: Questions<T>,
  call: Call,
) => Promise<{ outcomes: readonly Outcome<T>[]; stored: Promise<unknown> }>;

/**
 * One process asks for what several want: it claims the keys in the store, the others look there for its answers.
 * When the claim ends without an answer (the process failed or died), the next one claims it.
 */
export function amongProcesses<T extends Task>(fetch: Fetch<T>, shelf: Shelf<T>, store: Store) {
  const own = async (questions: Questions<T>, call: Call, owner: string) => {
    const renewing = setInterval(() => store.claim(questions.keys, owner, CLAIM_MS), RENEW_MS);
    const end = () => {
      clearInterval(renewing);
      return store.unclaim(questions.keys, owner);
    };
    const { outcomes, stored } = await fetch(questions, call).catch(async (thrown) => {
      await end();
      throw thrown;
    });
    stored.finally(end);
    return outcomes;
  };

  return async (questions: Questions<T>, call: Call): Promise<readonly Outcome<T>[]> => {
    const beganMs = performance.now();
    const owner = randomUUID();
    const outcomes: (Outcome<T> | undefined)[] = questions.keys.map(() => undefined);
    let open = [...questions.keys.keys()];
    while (open.length > 0) {
      const claimed = new Set(await store.claim(at(questions.keys, open), owner, CLAIM_MS));
      noteLookUp(call, beganMs);
      const mine = open.filter((place) => claimed.has(questions.keys[place] ?? ''));
      const others = open.filter((place) => !mine.includes(place));
      const [answers, found] = await Promise.all([
        mine.length > 0
          ? own({ ...questions, keys: at(questions.keys, mine), texts: at(questions.texts, mine) }, call, owner)
          : [],
        others.length > 0 ? lookOnce(shelf, at(questions.keys, others)) : [],
      ]);
      if (others.length > 0) noteLookUp(call, beganMs);
      mine.forEach((place, index) => {
        outcomes[place] = answers[index];
      });
      others.forEach((place, index) => {
        const entry = found[index];
        if (entry) outcomes[place] = { ...outcomeOf<T>(entry.answer), cache: { status: 'COALESCED' } };
      });
      const isOver = call.signal.aborted || performance.now() >= call.deadline;
      open = isOver ? [] : others.filter((place) => !outcomes[place]);
    }
    return outcomes.map((outcome) => outcome ?? outcomeOf<T>(abortedError(call)));
  };
}

async function lookOnce<T extends Task>(shelf: Shelf<T>, keys: readonly string[]): Promise<readonly (Found<T> | undefined)[]> {
  await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  return shelf.getStored(keys);
}

function at<Item>(items: readonly Item[], places: readonly number[]): Item[] {
  return places.map((place) => items[place] as Item);
}
