import { GatewayError } from '../../../src/errors.ts';
import { type Answer, type Model, type Outcome, outcomeOf } from '../../../src/model.ts';
import type { Classification, ClassifyOptions, Label } from '../../../src/task.ts';
import type { Lane } from '../engine.ts';
import { pace } from '../pace.ts';
import { answerOf, MAX_TEXTS } from './answer-of.ts';
import { classificationOf } from './classification.ts';
import { type Embedded, embedTexts } from './embed-texts.ts';
import { readsLanguage } from './reads-language.ts';
import type { Served } from './served.ts';
import { forTextsWithWords } from './texts-with-words.ts';
import { dot } from './vectors.ts';
import { createHeads, type Head } from './zero-shot-heads.ts';
import { exclusiveScores, independentScores } from './zero-shot-scores.ts';

/**
 * Classifies into the caller's labels by sentence embeddings: each label becomes a vector once, each text costs one
 * forward pass however many labels there are. Long texts are the mean of their windows' vectors, weighted by tokens.
 */
export function zeroShotModel(served: Served, lane: Lane): Model<'classify'> {
  const headOf = createHeads(lane, served.output);
  return {
    id: served.id,
    version: served.version,
    task: 'classify',
    info: served.info,
    maxBatch: MAX_TEXTS,
    supports: (options) => supports(served, options),
    run: async (texts, options, call) => {
      const labels = options.labels ?? [];
      // One after the other: beside many texts the queue may have no room for the labels, and the texts would run for nothing.
      const head = await headOf(labels, call);
      if (head instanceof GatewayError) return texts.map(() => outcomeOf<'classify'>(head));
      const embed = (readable: readonly string[]) => embedTexts(lane, served.output, readable, call);
      const outcomes: Outcome<'classify'>[] = [];
      for (const text of await forTextsWithWords(texts, embed)) {
        outcomes.push(outcomeOf(answer(served, text, labels, head, options)));
        await pace();
      }
      return outcomes;
    },
  };
}

function answer(
  served: Served,
  text: Embedded | GatewayError,
  labels: readonly Label[],
  head: Head,
  options: ClassifyOptions,
): Answer<'classify'> | GatewayError {
  if (text instanceof GatewayError) return text;
  const value = classify(text.vector, labels, head, options);
  return answerOf<'classify'>(served, value, text.tokens, value.scores[0]?.score ?? undefined);
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

function supports({ info }: Served, { labels, classifier, language }: ClassifyOptions): true | GatewayError {
  if (classifier !== undefined)
    return new GatewayError('NOT_FOUND', `There is no classifier '${classifier}' here.`, { path: ['classifier'] });
  if (!labels || labels.length < 2)
    return new GatewayError('INPUT_INVALID', 'At least two labels are needed.', { path: ['labels'] });
  return readsLanguage(info, language);
}
