import { softmax } from './vectors.ts';

/**
 * Where the greatest calibration error over the first halves of AG News (under three sets of names) and Banking77 is
 * least; on the other halves it is 0.026 for Banking77 and at most 0.055 for AG News.
 */
const SCALE = 20;

/**
 * Probabilities that add up to 1: the softmax of scale × similarity. With n examples a label the similarities tell more,
 * and more so among many labels: scale = 20 + 1.5 · ln(labels) · n / (n + 2).
 */
export function exclusiveScores(similarities: readonly number[], examplesPerLabel: number): number[] {
  const gain = 1.5 * Math.log(similarities.length) * (examplesPerLabel / (examplesPerLabel + 2));
  return softmax(similarities.map((similarity) => (SCALE + gain) * similarity));
}

const SLOPE = 17.4;
const PER_LOG_LABELS = 1.2;
const USUAL_SIMILARITY = 0.1;
const USUAL_COUNT = 4;

/**
 * For each label on its own, how likely it applies: a logistic of how far its similarity stands above what is usual for
 * the text. That is the mean over the labels, drawn towards 0.1 as if four more labels had that similarity; so two
 * labels that both fit both score high. Fitted on AG News, Banking77, SNIPS and TREC with 0 to 8 examples a label.
 */
export function independentScores(similarities: readonly number[]): number[] {
  const sum = similarities.reduce((total, similarity) => total + similarity, USUAL_COUNT * USUAL_SIMILARITY);
  const usual = sum / (similarities.length + USUAL_COUNT);
  const offset = PER_LOG_LABELS * Math.log(similarities.length);
  return similarities.map((similarity) => 1 / (1 + Math.exp(offset - SLOPE * (similarity - usual))));
}
