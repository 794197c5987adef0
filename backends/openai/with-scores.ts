import type { ClassifyOptions, Options, Result, Task } from '../../src/task.ts';
import type { ChatReply } from './chat.ts';
import { labelScores } from './label-scores.ts';

interface Scored<T extends Task> {
  value: Result<T>;
  confidence?: number;
}

interface Labeled {
  label: string;
  labels?: readonly string[];
  scores: readonly { label: string; score: number | null }[];
}

const isLabeled = (value: object): value is Labeled => 'scores' in value && 'label' in value;

/** What reaches the threshold, with what has no score and was chosen: only a known score can rule a label out. */
function reaching(
  labels: readonly string[],
  scores: ReadonlyMap<string, number>,
  { threshold = 0 }: ClassifyOptions,
): readonly string[] {
  return labels.filter((label) => (scores.get(label) ?? 1) >= threshold);
}

/** Adds the scores that log-probabilities give, and the confidence: the score of the label. Without them nothing is added. */
export function withScores<T extends Task>(value: Result<T>, reply: ChatReply, options: Options<T>): Scored<T> {
  if (!reply.tokens || !isLabeled(value)) return { value };
  const names = value.scores.map(({ label }) => label);
  const isMulti = 'multiLabel' in options && options.multiLabel;
  const best = labelScores(reply.content, reply.tokens, 'label', { written: [value.label], labels: names });
  const chosen = isMulti
    ? labelScores(reply.content, reply.tokens, 'labels', { written: value.labels ?? [], labels: names })
    : best;
  const scores = value.scores
    .map(({ label }) => ({ label, score: chosen.get(label) ?? null }))
    .sort((one, other) => (other.score ?? -1) - (one.score ?? -1));
  const confidence = best.get(value.label);
  const labels = isMulti && value.labels ? { labels: reaching(value.labels, chosen, options) } : {};
  return { value: { ...value, ...labels, scores }, ...(confidence === undefined ? {} : { confidence }) };
}
