import { countGrams } from './rouge.ts';

const ORDERS = [1, 2, 3, 4] as const;

/**
 * Corpus BLEU from 0 to 100 with one reference a line: words of 1 to 4, case kept, punctuation cut from words but not from
 * between digits, brevity penalty, an order without a match halves its smallest share each time (exponential smoothing).
 */
export function bleu(candidates: readonly string[], references: readonly string[]): number {
  const lines = candidates.map((candidate, place) => [wordsOf(candidate), wordsOf(references[place] ?? '')] as const);
  const length = (side: 0 | 1) => lines.reduce((sum, line) => sum + line[side].length, 0);
  if (length(0) === 0) return 0;
  let halvings = 0;
  const logs = ORDERS.map((order) => {
    let [common, total] = [0, 0];
    for (const [candidate, reference] of lines) {
      const allowed = countGrams(reference, order);
      for (const [gram, count] of countGrams(candidate, order)) common += Math.min(count, allowed.get(gram) ?? 0);
      total += Math.max(0, candidate.length - order + 1);
    }
    if (common === 0) halvings++;
    return Math.log((common || 0.5 ** halvings) / Math.max(1, total));
  });
  const brevity = Math.min(0, 1 - length(1) / length(0));
  return 100 * Math.exp(brevity + logs.reduce((sum, value) => sum + value, 0) / ORDERS.length);
}

const wordsOf = (text: string) =>
  text
    .replace(/([^\p{L}\p{N}\s.,'’-])/gu, ' $1 ')
    .replace(/(?<!\p{N})([.,])/gu, ' $1 ')
    .replace(/([.,])(?!\p{N})/gu, ' $1 ')
    .split(/\s+/u)
    .filter(Boolean);
