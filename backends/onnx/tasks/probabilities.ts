import type { Reading } from './read-texts.ts';
import { softmax } from './vectors.ts';

/**
 * The class probabilities of a text: the softmax of each window, averaged by the windows' tokens.
 * On long reviews this rule was as good as averaging logits and better than the plain mean over windows.
 */
export function probabilitiesOf({ windows, tokens }: Reading): number[] {
  const sums: number[] = [];
  for (const window of windows) {
    for (const [place, probability] of softmax(window.values).entries())
      sums[place] = (sums[place] ?? 0) + probability * window.tokens;
  }
  return sums.map((sum) => sum / tokens);
}
