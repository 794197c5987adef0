import { GatewayError } from '../../../src/errors.ts';
import { type Call, type Model, type Outcome, outcomeOf, type Sink } from '../../../src/model.ts';
import type { SummarizeOptions, SummaryLength, SummarySentence } from '../../../src/task.ts';
import type { InferenceClient } from '../engine.ts';
import { answerOf } from './answer-of.ts';
import { embedTexts } from './embed-texts.ts';
import type { ModelSpec } from './model-spec.ts';
import { readsLanguage } from './reads-language.ts';
import { choose } from './summarize-choose.ts';
import { formatted } from './summarize-format.ts';
import { readable } from './summarize-readable.ts';
import { type Unit, unitsOf } from './summarize-units.ts';

const MAX_TEXTS = 16;

/**
 * Extractive summaries by sentence embeddings: whole sentences of the text (turns, in a dialogue) in their order.
 * SHORT is 1 of them, MEDIUM 3, LONG one in ten but at least 6 and at most 20. A text of no more than that comes back whole.
 * A sentence's score is its cosine to the mean of the text, 0 to 1; null where nothing had to be chosen.
 */
export function extractiveModel(spec: ModelSpec, inference: InferenceClient): Model<'summarize'> {
  return {
    id: spec.id,
    version: spec.version,
    task: 'summarize',
    info: spec.info,
    maxBatch: MAX_TEXTS,
    supports: (options) => supports(spec, options),
    run: ({ texts, options, sinks }, call) =>
      Promise.all(texts.map((text, index) => summarize(spec, inference, { text, options, sink: sinks?.[index] }, call))),
  };
}

function supports({ info }: ModelSpec, { format, language }: SummarizeOptions): true | GatewayError {
  if (format !== 'HEADLINE') return readsLanguage(info, language);
  return new GatewayError('UNSUPPORTED_OPTION', 'This model takes sentences from the text and writes no headlines.', {
    path: ['format'],
    supported: { values: ['PARAGRAPH', 'BULLETS'] },
  });
}

function countFor(length: SummaryLength, units: number): number {
  if (length === 'SHORT') return 1;
  return length === 'MEDIUM' ? 3 : Math.min(20, Math.max(6, Math.round(units / 10)));
}

async function summarize(
  spec: ModelSpec,
  inference: InferenceClient,
  { text, options, sink }: { text: string; options: SummarizeOptions; sink?: Sink },
  call: Call,
): Promise<Outcome<'summarize'>> {
  const all = await unitsOf(text);
  const count = countFor(options.length, all.units.length);
  const isBullets = options.format === 'BULLETS';
  const finish = (sentences: readonly SummarySentence[], tokens: number) =>
    outcomeOf(answerOf<'summarize'>(spec, formatted(sentences, isBullets, sink), tokens));
  if (all.units.length <= count) return finish(all.units.map(whole), 0);
  const candidates = readable(all, count);
  const parts = candidates.units.map((unit) => unit.text);
  const vectors: Float32Array[] = [];
  let tokens = 0;
  for (const part of await embedTexts(inference, spec.output, parts, call)) {
    if (part instanceof GatewayError) return outcomeOf<'summarize'>(part);
    vectors.push(part.vector);
    tokens += part.tokens;
  }
  return finish(await choose(candidates, vectors, count), tokens);
}

const whole = ({ start, end, text }: Unit): SummarySentence => ({ text, start, end, score: null });
