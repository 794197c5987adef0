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

/** A name as models give to labels and tensors, and nothing that could be more than that. */
const NAME = /^[\w .,:/-]{1,40}$/;
const strange = (label: string) =>
  new GatewayError('OUTPUT_INVALID', 'The model answered with a label that was not asked for.', {
    cause: new Error(NAME.test(label) ? `it answered ${label}` : 'its label is no plain name'),
  });
const partial = () => new GatewayError('OUTPUT_INVALID', 'The model did not answer with all of its labels.');
const twice = () => new GatewayError('OUTPUT_INVALID', 'The model answered twice with the same label.');
const isTwice = (scores: readonly LabelProbability[]) => new Set(scores.map(({ label }) => label)).size < scores.length;

/**
 * The answer that the probabilities of `labels` give; throws OUTPUT_INVALID for any other label, and for one that comes twice.
 * With `multiLabel`, the labels from 0.5 unless the caller says from where; a list without the scores of all is then OUTPUT_INVALID too.
 */
export function classificationAnswer(
  model: ModelRef,
  labels: readonly string[],
  scores: readonly LabelProbability[],
  { multiLabel, threshold = DEFAULT_THRESHOLD }: ClassifyOptions,
): Answer<'classify'> {
  const other = scores.find(({ label }) => !labels.includes(label));
  if (other) throw strange(other.label);
  if (isTwice(scores)) throw twice();
  if (multiLabel && (scores.length < labels.length || scores.some(({ score }) => score === null))) throw partial();
  const { best, sorted } = ranked(scores);
  const reached = sorted.filter(({ score }) => (score ?? 0) >= threshold).map(({ label }) => label);
  const chosen = multiLabel ? reached : [best.label];
  return { value: { label: best.label, labels: chosen, scores: sorted }, model, ...confidenceOf(best) };
}

export type SentimentNames = Readonly<Record<string, SentimentLabel>>;

/** What a label means: as `names` says, else by how it begins. */
function sentimentOf(label: string, names: SentimentNames): SentimentLabel {
  const named = Object.hasOwn(names, label) ? names[label] : undefined;
  const begun = (['POSITIVE', 'NEUTRAL', 'NEGATIVE'] as const).find((name) => label.toUpperCase().startsWith(name.slice(0, 3)));
  const found = named ?? begun;
  if (!found) throw strange(label);
  return found;
}

/** One score a sentiment: the sum, where a model has several labels for one, such as four and five stars. */
function bySentiment(scores: readonly LabelProbability[], names: SentimentNames): LabelProbability<SentimentLabel>[] {
  const sums = new Map<SentimentLabel, number | null>();
  for (const { label, score } of scores) {
    const sentiment = sentimentOf(label, names);
    const sum = sums.get(sentiment) ?? null;
    // Probabilities add up to a little more than 1 where they were rounded.
    sums.set(sentiment, score === null ? sum : Math.min(1, (sum ?? 0) + score));
  }
  return [...sums].map(([label, score]) => ({ label, score }));
}

/** Whether a label is missing whose score belongs to a sum: the best label alone says nothing of four stars and five together. */
function lacksPart(scores: readonly LabelProbability[], names: SentimentNames): boolean {
  const given = new Set(scores.map(({ label }) => label));
  const all = [...new Set([...given, ...Object.keys(names)])].map((label) => sentimentOf(label, names));
  return Object.entries(names).some(
    ([label, sentiment]) => !given.has(label) && all.filter((other) => other === sentiment).length > 1,
  );
}

/**
 * The answer that the probabilities of sentiments give, whatever the model calls them; throws OUTPUT_INVALID for what is none, for
 * a label that comes twice, and for a list without some of the labels of `names` that mean the same.
 */
export function sentimentAnswer(
  model: ModelRef,
  scores: readonly LabelProbability[],
  names: SentimentNames = {},
): Answer<'sentiment'> {
  if (isTwice(scores)) throw twice(); // its scores are no parts of a sum
  if (lacksPart(scores, names)) throw partial();
  const { best, sorted } = ranked(bySentiment(scores, names));
  return { value: { label: best.label, scores: sorted }, model, ...confidenceOf(best) };
}
