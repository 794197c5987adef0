import { GatewayError } from '../../../src/errors.ts';
import { type Model, outcomeOf } from '../../../src/model.ts';
import type { Sentiment, SentimentLabel } from '../../../src/task.ts';
import type { InferenceClient } from '../engine.ts';
import { answerOf, MAX_TEXTS } from './answer-of.ts';
import type { ModelSpec } from './model-spec.ts';
import { probabilitiesOf } from './probabilities.ts';
import { readTexts } from './read-texts.ts';
import { readsLanguage } from './reads-language.ts';
import { forTextsWithWords } from './texts-with-words.ts';

/**
 * Sentiment by an encoder whose columns are the sentiments that its manifest names, in that order: a model that knows no
 * neutral gives two scores. Texts longer than the encoder's window are read in windows of whole sentences; the answer is
 * the mean of their probabilities, weighted by tokens.
 */
export function sentimentModel(spec: ModelSpec, inference: InferenceClient): Model<'sentiment'> {
  return {
    id: spec.id,
    version: spec.version,
    task: 'sentiment',
    info: spec.info,
    maxBatch: MAX_TEXTS,
    supports: ({ language }) => readsLanguage(spec.info, language),
    run: async (texts, _options, call) => {
      const readings = await forTextsWithWords(texts, (readable) => readTexts(inference, spec.output, readable, call));
      return readings.map((reading) => {
        if (reading instanceof GatewayError) return outcomeOf<'sentiment'>(reading);
        const value = sentimentOf(spec.info.labels, probabilitiesOf(reading));
        return outcomeOf(answerOf<'sentiment'>(spec, value, reading.tokens, value.scores[0]?.score ?? undefined));
      });
    },
  };
}

/** The manifest was checked: its labels are sentiments. */
function sentimentOf(labels: readonly string[], probabilities: readonly number[]): Sentiment {
  const scores = labels.map((label, place) => ({ label: label as SentimentLabel, score: probabilities[place] ?? 0 }));
  scores.sort((left, right) => right.score - left.score);
  return { label: scores[0]?.label ?? 'NEUTRAL', scores };
}
