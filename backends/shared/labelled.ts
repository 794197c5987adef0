import { GatewayError } from '../../src/errors.ts';
import type { Answer, ModelRef } from '../../src/model.ts';
import type { ClassifyOptions, SentimentLabel } from '../../src/task.ts';

/** A label with the probability an encoder gave it. */
export interface LabelProbability<L extends string = string> {
  label: L;
  /** 0 to 1; null where the server names a label without its score. */
  score: number | null;
}

const DEFAULT_THRESHOLD = 0.5;

/** Highest first. A label that is named without a score comes first in the list it is given in, and stays there. */
function ranked<L extends string>(scores: readonly LabelProbability<L>[]) {
  const sorted = [...scores].sort((one, other) => (other.score ?? -1) - (one.score ?? -1));
  const [best] = sorted;
  if (!best) throw new GatewayError('UPSTREAM_INVALID', 'The provider gave no scores.');
  return { best, sorted };
}

const confidenceOf = ({ score }: LabelProbability) => (score === null ? {} : { confidence: score });

/** The answer that the probabilities of labels give. With `multiLabel`, the labels from 0.5 unless the caller says from where. */
export function classificationAnswer(
  model: ModelRef,
  scores: readonly LabelProbability[],
  { multiLabel, threshold = DEFAULT_THRESHOLD }: ClassifyOptions,
): Answer<'classify'> {
  const { best, sorted } = ranked(scores);
  const reached = sorted.filter((entry) => (entry.score ?? (entry === best ? 1 : 0)) >= threshold).map(({ label }) => label);
  const labels = multiLabel ? reached : [best.label];
  return { value: { label: best.label, labels, scores: sorted }, model, ...confidenceOf(best) };
}

/** The answer that the probabilities of sentiments give. */
export function sentimentAnswer(model: ModelRef, scores: readonly LabelProbability<SentimentLabel>[]): Answer<'sentiment'> {
  const { best, sorted } = ranked(scores);
  return { value: { label: best.label, scores: sorted }, model, ...confidenceOf(best) };
}
