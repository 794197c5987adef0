import { GatewayError } from '../../../src/errors.ts';
import { type Model, outcomeOf } from '../../../src/model.ts';
import type { ClassifyOptions } from '../../../src/task.ts';
import type { InferenceClient } from '../engine.ts';
import { answerOf, MAX_TEXTS } from './answer-of.ts';
import { classificationOf } from './classification.ts';
import type { ModelSpec } from './model-spec.ts';
import { probabilitiesOf } from './probabilities.ts';
import { readTexts } from './read-texts.ts';
import { readsLanguage } from './reads-language.ts';
import { forTextsWithWords } from './texts-with-words.ts';

/**
 * A classifier with labels of its own, asked for by its id. Scores are a softmax and add up to 1, also with `multiLabel`,
 * where every label whose share reaches the threshold is named. Long texts are combined as in sentiment.
 */
export function fixedLabelModel(spec: ModelSpec, inference: InferenceClient): Model<'classify'> {
  return {
    id: spec.id,
    version: spec.version,
    task: 'classify',
    info: spec.info,
    maxBatch: MAX_TEXTS,
    supports: (options) => supports(spec, options),
    run: async ({ texts, options }, call) => {
      const readings = await forTextsWithWords(texts, (readable) => readTexts(inference, spec.output, readable, call));
      return readings.map((reading) => {
        if (reading instanceof GatewayError) return outcomeOf<'classify'>(reading);
        const value = classificationOf(spec.info.labels, probabilitiesOf(reading), options);
        return outcomeOf(answerOf<'classify'>(spec, value, reading.tokens, value.scores[0]?.score ?? undefined));
      });
    },
  };
}

function supports({ id, info }: ModelSpec, { classifier, language }: ClassifyOptions): true | GatewayError {
  if (classifier === undefined) {
    const message = `The classifier '${id}' has labels of its own and takes no others.`;
    return new GatewayError('UNSUPPORTED_OPTION', message, { path: ['labels'], supported: { values: info.labels } });
  }
  if (classifier !== id) {
    const message = `There is no classifier '${classifier}' here.`;
    return new GatewayError('NOT_FOUND', message, { path: ['classifier'], supported: { values: [id] } });
  }
  return readsLanguage(info, language);
}
