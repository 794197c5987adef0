import { randomUUID } from 'node:crypto';
import { movedBy } from '../layers/split.ts';
import { abortedError } from '../layers/with-deadline.ts';
import { type Call, type Outcome, outcomeOf } from '../model.ts';
import type { Task } from '../task.ts';
import { CLOCK_SLACK_MS } from './entry.ts';
import { noteLookUp } from './look-up.ts';
import type { Questions } from './origin.ts';
import type { Store } from './store.ts';
import type { TieredCache } from './tiered-cache.ts';

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
 * When the claim ends without an answer (the process failed or died), the next one claims it. Whoever has claimed a key looks
 * once more before it asks: the answer may have come between. Nobody waits for others longer than half of its time: a claim that
 * never ends, as of a store that others write to, would else keep everybody from an answer.
 */
export function distributedSingleFlight<T extends Task>(fetch: Fetch<T>, tieredCache: TieredCache<T>, store: Store) {
  return async (questions: Questions<T>, call: Call): Promise<readonly Outcome<T>[]> => {
    const startedAt = performance.now();
    const aloneMs = startedAt + (call.deadline - startedAt) / 2;
    const since = oldestOf(call);
    const owner = randomUUID();
    const outcomes: (Outcome<T> | undefined)[] = questions.keys.map(() => undefined);

    /** Takes what others have answered; gives the places that are still open. */
    const look = async (places: readonly number[]) => {
      const found = await tieredCache.getStored(partOf(questions, places));
      noteLookUp(call, startedAt);
      places.forEach((place, index) => {
        const entry = found[index];
        if (entry && entry.storedAt > since) outcomes[place] = outcomeOf<T>(entry.answer, { status: 'COALESCED' });
      });
      return places.filter((place) => !outcomes[place]);
    };
    const lookLater = async (places: readonly number[]) => {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      return look(places);
    };
    const askFor = async (claimed: readonly number[]) => {
      const hold = holdClaim(store, at(questions.keys, claimed), owner);
      try {
        const open = await look(claimed);
        if (open.length === 0) return hold.end();
        const made = await fetch(
          partOf(questions, open),
          movedBy(call, (inPart) => open[inPart] ?? 0),
        );
        open.forEach((place, index) => {
          outcomes[place] = made.outcomes[index];
        });
        made.stored.finally(hold.end);
      } catch (thrown) {
        await hold.end();
        throw thrown;
      }
    };

    let open: readonly number[] = [...questions.keys.keys()];
    while (open.length > 0) {
      const wanted = at(questions.keys, open);
      const claimed = new Set(performance.now() < aloneMs ? await store.claim(wanted, owner, CLAIM_MS) : wanted);
      noteLookUp(call, startedAt);
      const isMine = (place: number) => claimed.has(questions.keys[place] ?? '');
      const [mine, others] = [open.filter(isMine), open.filter((place) => !isMine(place))];
      const [left] = await Promise.all([others.length > 0 ? lookLater(others) : [], mine.length > 0 ? askFor(mine) : undefined]);
      open = call.signal.aborted || performance.now() >= call.deadline ? [] : left;
    }
    return outcomes.map((outcome) => outcome ?? outcomeOf<T>(abortedError(call)));
  };
}

/** What others stored before this is not an answer to the call: it was looked for, or is not wanted where a new one is asked for. */
function oldestOf({ cache }: Call): number {
  return cache === 'REFRESH' ? Date.now() : Date.now() - CLOCK_SLACK_MS;
}

/** Keeps a claim alive until it is given back. */
function holdClaim(store: Store, keys: readonly string[], owner: string): { end(): Promise<void> } {
  const renewing = setInterval(() => store.claim(keys, owner, CLAIM_MS), RENEW_MS);
  return {
    end() {
      clearInterval(renewing);
      return store.unclaim(keys, owner);
    },
  };
}

function partOf<T extends Task>(questions: Questions<T>, places: readonly number[]): Questions<T> {
  return { ...questions, keys: at(questions.keys, places), texts: at(questions.texts, places) };
}

function at<Item>(items: readonly Item[], places: readonly number[]): Item[] {
  return places.map((place) => items[place] as Item);
}
