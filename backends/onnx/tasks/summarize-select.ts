import { pace } from '../pace.ts';
import { dot } from './vectors.ts';

/** A sentence this close to a chosen one says the same thing. */
const DUPLICATE = 0.9;
const REDUNDANCY = 2;
/** Sentences of one text are alike: only past this are they redundant, or what is most central would be passed over. */
const USUAL = 0.5;

/** What stands for selection: one score and one vector a unit, and the units that lean on the one before them. */
export interface Candidates {
  scores: readonly number[];
  vectors: readonly Float32Array[];
  leans: readonly boolean[];
}

/**
 * Takes units greedily by score less 2 · (similarity − 0.5) to the most similar one taken, and gives their places in the
 * order of the text. A unit that leans on the one before it is taken only after that one; near-duplicates are never taken.
 */
export async function select({ scores, vectors, leans }: Candidates, count: number): Promise<readonly number[]> {
  const taken = new Set<number>();
  const nearest = scores.map(() => 0);
  const mayTake = (place: number) =>
    !taken.has(place) && (nearest[place] ?? 0) < DUPLICATE && (place === 0 || !leans[place] || taken.has(place - 1));
  const worth = (place: number) => (scores[place] ?? 0) - REDUNDANCY * Math.max(0, (nearest[place] ?? 0) - USUAL);
  while (taken.size < count) {
    let best = -1;
    for (let place = 0; place < scores.length; place++)
      if (mayTake(place) && (best < 0 || worth(place) > worth(best))) best = place;
    const vector = vectors[best];
    if (!vector) break;
    taken.add(best);
    for (const [place, other] of vectors.entries()) {
      nearest[place] = Math.max(nearest[place] ?? 0, dot(vector, other));
      if (place % 128 === 0) await pace();
    }
  }
  return [...taken].sort((left, right) => left - right);
}
