import { GatewayError } from '../../../src/errors.ts';
import { type Answer, type Model, type ModelInfo, outcomeOf, type Sink } from '../../../src/model.ts';
import type { TranslateOptions } from '../../../src/task.ts';
import type { InferenceClient } from '../engine.ts';
import { MAX_TEXTS } from './answer-of.ts';
import type { ModelSpec } from './model-spec.ts';
import { isUnchanged, pairFor, supportsPair } from './translate-pairs.ts';
import type { Translated } from './translate-segments.ts';
import { translateTexts } from './translate-texts.ts';

/**
 * Translates between the languages of the model's pairs, whatever the region: `pt-BR` is `pt`. Without a source the
 * text is taken to be in the pair's. A text whose source is its target comes back as it is.
 */
export function translateModel(spec: ModelSpec, inference: InferenceClient): Model<'translate'> {
  const { id, version, info } = spec;
  return {
    id,
    version,
    task: 'translate',
    info,
    maxBatch: MAX_TEXTS,
    supports: (options) => supportsPair(info.pairs, options),
    run: async ({ texts, options, sinks }, call) => {
      const results = isUnchanged(options)
        ? unchanged(texts, sinks)
        : await translateTexts(inference, texts, { source: sourceOf(info, options), target: options.target }, call, sinks);
      return results.map((result) => outcomeOf(result instanceof GatewayError ? result : answerOf(spec, options, result)));
    },
  };
}

function unchanged(texts: readonly string[], sinks: readonly Sink[] | undefined): readonly Translated[] {
  return texts.map((text, index) => {
    sinks?.[index]?.write(text);
    return { text, inputTokens: 0, outputTokens: 0 };
  });
}

/** The caller's word, else the language of the pair. */
function sourceOf({ pairs }: ModelInfo, options: TranslateOptions): string {
  return options.source ?? pairFor(pairs, options)?.source ?? options.target;
}

function answerOf(spec: ModelSpec, options: TranslateOptions, { text, ...tokens }: Translated): Answer<'translate'> {
  const { id, version, backend, info } = spec;
  return {
    value: { text, source: sourceOf(info, options), target: options.target },
    model: { id, version, backend },
    usage: { ...tokens, costUsd: 0, estimated: false },
  };
}
