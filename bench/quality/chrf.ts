import { countGrams } from './rouge.ts';

const ORDERS = [1, 2, 3, 4, 5, 6] as const;
/** Recall counts twice as much as precision. */
const BETA_SQUARED = 4;

/** Corpus chrF2 from 0 to 100: letters of 1 to 6 without white space, precision and recall over the corpus, mean over the orders. */
export function chrf(candidates: readonly string[], references: readonly string[]): number {
  const lines = candidates.map((candidate, place) => [lettersOf(candidate), lettersOf(references[place] ?? '')] as const);
  const scores = ORDERS.map((order) => {
    let [common, given, wanted] = [0, 0, 0];
    for (const [candidate, reference] of lines) {
      const allowed = countGrams(reference, order);
      for (const [gram, count] of countGrams(candidate, order)) common += Math.min(count, allowed.get(gram) ?? 0);
      given += Math.max(0, candidate.length - order + 1);
      wanted += Math.max(0, reference.length - order + 1);
    }
    return common === 0 ? 0 : ((1 + BETA_SQUARED) * common) / (BETA_SQUARED * wanted + given);
  });
  return (100 * scores.reduce((sum, score) => sum + score, 0)) / ORDERS.length;
}

const lettersOf = (text: string) => [...text.replace(/\s+/gu, '')];
