import { stem } from './stem.ts';

export interface Rouge {
  rouge1: number;
  rouge2: number;
  rougeL: number;
}

/**
 * ROUGE-1, ROUGE-2 and ROUGE-L as F1 from 0 to 1: lower case, runs of a-z and 0-9 as words, words over three letters stemmed,
 * ROUGE-L over the whole text as one sequence. With several references, the mean over them.
 */
export function rouge(candidate: string, references: readonly string[]): Rouge {
  const words = wordsOf(candidate);
  const scores = references.map(wordsOf).map((reference) => ({
    rouge1: overlap(words, reference, 1),
    rouge2: overlap(words, reference, 2),
    rougeL: f1(commonLength(words, reference), words.length, reference.length),
  }));
  return meanOf(scores);
}

export function meanOf(scores: readonly Rouge[]): Rouge {
  const mean = (pick: (score: Rouge) => number) =>
    scores.reduce((sum, score) => sum + pick(score), 0) / Math.max(1, scores.length);
  return { rouge1: mean((score) => score.rouge1), rouge2: mean((score) => score.rouge2), rougeL: mean((score) => score.rougeL) };
}

const wordsOf = (text: string) => (text.toLowerCase().match(/[a-z0-9]+/g) ?? []).map(stem);

const f1 = (common: number, left: number, right: number) => (common === 0 ? 0 : (2 * common) / (left + right));

function overlap(left: readonly string[], right: readonly string[], order: number): number {
  const [leftCounts, rightCounts] = [countGrams(left, order), countGrams(right, order)];
  let common = 0;
  for (const [gram, count] of leftCounts) common += Math.min(count, rightCounts.get(gram) ?? 0);
  return f1(common, Math.max(0, left.length - order + 1), Math.max(0, right.length - order + 1));
}

export function countGrams(items: readonly string[], order: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let start = 0; start + order <= items.length; start++) {
    const gram = items.slice(start, start + order).join(' ');
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

/** The length of the longest common subsequence. */
function commonLength(left: readonly string[], right: readonly string[]): number {
  let before = new Array<number>(right.length + 1).fill(0);
  for (const word of left) {
    const now = [0];
    for (const [place, other] of right.entries())
      now.push(word === other ? (before[place] ?? 0) + 1 : Math.max(before[place + 1] ?? 0, now[place] ?? 0));
    before = now;
  }
  return before.at(-1) ?? 0;
}
