import type { Classification, ClassifyOptions } from '../../../src/task.ts';

/** With `multiLabel` and no threshold of the caller's own: where precision and recall balanced over the development sets. */
const DEFAULT_THRESHOLD = 0.4;

/**
 * The classification that the scores (one a label, in the labels' order) say: highest first, equal scores in the order
 * of the labels. With `multiLabel`, `labels` holds those that reach the threshold, perhaps none; `label` is the best in any case.
 */
export function classificationOf(
  labels: readonly string[],
  values: readonly number[],
  { multiLabel, threshold = DEFAULT_THRESHOLD }: Pick<ClassifyOptions, 'multiLabel' | 'threshold'>,
): Classification {
  const scores = labels.map((label, place) => ({ label, score: values[place] ?? 0 }));
  scores.sort((left, right) => right.score - left.score);
  const label = scores[0]?.label ?? '';
  const reached = scores.filter(({ score }) => score >= threshold).map((entry) => entry.label);
  return { label, labels: multiLabel ? reached : [label], scores };
}
