import type { RowResult } from './ask-rows.ts';

export interface Score {
  /** Rows that have both a label and an answer. */
  judged: number;
  right: number;
  /** Labels in the order of the matrix: all that were expected or given. */
  labels: readonly string[];
  /** `matrix[expected][given]`, by place in `labels`. */
  matrix: readonly (readonly number[])[];
}

const plain = (label: string): string => label.trim().toLowerCase();

/** Holds answers against the labels of their rows; upper and lower case are the same. */
export function scoreOf(items: readonly { label?: string }[], results: readonly (RowResult | undefined)[]): Score {
  const pairs = items.flatMap(({ label }, place) => {
    const outcome = results[place]?.outcome;
    return label && outcome !== undefined ? [{ expected: plain(label), given: plain(outcome) }] : [];
  });
  const labels = [...new Set(pairs.flatMap(({ expected, given }) => [expected, given]))].sort();
  const places = new Map(labels.map((label, place) => [label, place]));
  const matrix = labels.map(() => labels.map(() => 0));
  for (const { expected, given } of pairs) {
    const row = matrix[places.get(expected) ?? 0];
    const column = places.get(given) ?? 0;
    if (row) row[column] = (row[column] ?? 0) + 1;
  }
  return { judged: pairs.length, right: pairs.filter(({ expected, given }) => expected === given).length, labels, matrix };
}

export function isRight(label: string | undefined, outcome: string | undefined): boolean | undefined {
  return label && outcome !== undefined ? plain(label) === plain(outcome) : undefined;
}
