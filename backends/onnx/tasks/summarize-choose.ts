import type { SummarySentence } from '../../../src/task.ts';
import { pace } from '../pace.ts';
import { isDangling } from './summarize-dangling.ts';
import { scoresOf } from './summarize-scores.ts';
import { select } from './summarize-select.ts';
import type { Units } from './summarize-units.ts';
import { dot, meanOf, normalized } from './vectors.ts';

/**
 * The `count` units (fewer where the rest would repeat them) that say most, as sentences in the order of the text.
 * A sentence's score is its cosine to the mean of all vectors, at least 0.
 */
export async function choose(units: Units, vectors: readonly Float32Array[], count: number): Promise<readonly SummarySentence[]> {
  const scores = await scoresOf(units, vectors);
  const leans: boolean[] = [];
  for (const { text } of units.units) {
    leans.push(!units.isDialogue && isDangling(text));
    await pace();
  }
  const places = await select({ scores, vectors, leans }, count);
  const centre = normalized(meanOf(vectors));
  return places.flatMap((place) => {
    const [unit, vector] = [units.units[place], vectors[place]];
    if (!unit || !vector) return [];
    const { text, start, end } = unit;
    return [{ text, start, end, score: Math.min(1, Math.max(0, dot(vector, centre))) }];
  });
}
