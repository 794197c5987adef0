import { GatewayError } from '../../../src/errors.ts';
import { type Answer, type Model, type Outcome, outcomeOf } from '../../../src/model.ts';
import type { Classification, ClassifyOptions, Label } from '../../../src/task.ts';
import type { InferenceClient } from '../engine.ts';
import { pace } from '../pace.ts';
import { answerOf, MAX_TEXTS } from './answer-of.ts';
import { classificationOf } from './classification.ts';
import { type Embedded, embedTexts } from './embed-texts.ts';
import type { ModelSpec } from './model-spec.ts';
import { readsLanguage } from './reads-language.ts';
import { forTextsWithWords } from './texts-with-words.ts';
import { dot } from './vectors.ts';
import { createHeads, type Head } from './zero-shot-heads.ts';
import { exclusiveScores, independentScores } from './zero-shot-scores.ts';

/**
 * Classifies into the caller's labels by sentence embeddings: each label becomes a vector once, each text costs one
 * forward pass however many labels there are. Long texts are the mean of their windows' vectors, weighted by tokens.
 */
export function zeroShotModel(spec: ModelSpec, inference: InferenceClient): Model<'classify'> {
  const headOf = createHeads(inference, spec.output);
  return {
    id: spec.id,
    version: spec.version,
    task: 'classify',
    info: spec.info,
    maxBatch: MAX_TEXTS,
    supports: (options) => supports(spec, options),
    run: async (texts, options, call) => {
      const labels = options.labels ?? [];
      // One after the other: beside many texts the queue may have no room for the labels, and the texts would run for nothing.
      const head = await headOf(labels, call);
      if (head instanceof GatewayError) return texts.map(() => outcomeOf<'classify'>(head));
      const embed = (readable: readonly string[]) => embedTexts(inference, spec.output, readable, call);
      const outcomes: Outcome<'classify'>[] = [];
      for (const text of await forTextsWithWords(texts, embed)) {
        outcomes.push(outcomeOf(answer(spec, text, labels, head, options)));
        await pace();
      }
      return outcomes;
    },
  };
}

function answer(
  spec: ModelSpec,
  text: Embedded | GatewayError,
  labels: readonly Label[],
  head: Head,
  options: ClassifyOptions,
): Answer<'classify'> | GatewayError {
  if (text instanceof GatewayError) return text;
  const value = classify(text.vector, labels, head, options);
  return answerOf<'classify'>(spec, value, text.tokens, value.scores[0]?.score ?? undefined);
}

function classify(vector: Float32Array, labels: readonly Label[], head: Head, options: ClassifyOptions): Classification {
  const similarities = (options.multiLabel ? head.prototypes : head.rivals).map((label) => dot(label, vector));
  const scores = options.multiLabel ? independentScores(similarities) : exclusiveScores(similarities, head.examplesPerLabel);
  return classificationOf(
    labels.map(({ name }) => name),
    scores,
    options,
  );
}

function supports({ info }: ModelSpec, { labels, classifier, language }: ClassifyOptions): true | GatewayError {
  if (classifier !== undefined)
    return new GatewayError('NOT_FOUND', `There is no classifier '${classifier}' here.`, { path: ['classifier'] });
  if (!labels || labels.length < 2)
    return new GatewayError('INPUT_INVALID', 'At least two labels are needed.', { path: ['labels'] });
  return readsLanguage(info, language);
}
