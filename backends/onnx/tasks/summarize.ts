import { GatewayError } from '../../../src/errors.ts';
import { type Call, type Model, type Outcome, outcomeOf } from '../../../src/model.ts';
import type { SummarizeOptions, SummaryLength, SummarySentence } from '../../../src/task.ts';
import type { Lane } from '../engine.ts';
import { answerOf } from './answer-of.ts';
import { type Embedded, embedTexts } from './embed-texts.ts';
import { readsLanguage } from './reads-language.ts';
import type { Served } from './served.ts';
import { isDangling } from './summarize-dangling.ts';
import { formatted } from './summarize-format.ts';
import { scoresOf } from './summarize-scores.ts';
import { select } from './summarize-select.ts';
import { type Unit, unitsOf } from './summarize-units.ts';
import { dot, normalised, weightedSum } from './vectors.ts';

const MAX_TEXTS = 16;
/** About two seconds of embedding on one core. Longer texts are read by as many units, spread evenly. */
const MAX_EMBEDDED = 1_000;

/**
 * Extractive summaries by sentence embeddings: whole sentences of the text (turns, in a dialogue) in their order.
 * SHORT is 1 of them, MEDIUM 3, LONG one in ten but at least 6 and at most 20. A text of no more than that comes back whole.
 * A sentence's score is its cosine to the mean of the text, 0 to 1; null where nothing had to be chosen.
 */
export function extractiveModel(served: Served, lane: Lane): Model<'summarize'> {
  return {
    id: served.id,
    version: served.version,
    task: 'summarize',
    info: served.info,
    maxBatch: MAX_TEXTS,
    supports: (options) => supports(served, options),
    run: (texts, options, call) => Promise.all(texts.map((text, place) => summarize(served, lane, text, options, place, call))),
  };
}

function supports({ info }: Served, { format, language }: SummarizeOptions): true | GatewayError {
  if (format !== 'HEADLINE') return readsLanguage(info, language);
  const supported = ['PARAGRAPH', 'BULLETS'];
  return new GatewayError('UNSUPPORTED_OPTION', 'This model takes sentences from the text and writes no headlines.', {
    path: ['format'],
    supported,
  });
}

function countFor(length: SummaryLength, units: number): number {
  if (length === 'SHORT') return 1;
  return length === 'MEDIUM' ? 3 : Math.min(20, Math.max(6, Math.round(units / 10)));
}

async function summarize(
  served: Served,
  lane: Lane,
  text: string,
  options: SummarizeOptions,
  place: number,
  call: Call,
): Promise<Outcome<'summarize'>> {
  const all = await unitsOf(text);
  const count = countFor(options.length, all.units.length);
  const isBullets = options.format === 'BULLETS';
  const finish = (sentences: readonly SummarySentence[], tokens: number) =>
    outcomeOf(answerOf<'summarize'>(served, formatted(sentences, isBullets, place, call.emit), tokens));
  const units = readable(all.units);
  if (units.length <= count)
    return finish(
      all.units.map((unit) => sentenceOf(unit, null)),
      0,
    );

  const read = await embedTexts(
    lane,
    served.output,
    units.map((unit) => unit.text),
    call,
  );
  const failed = read.find((one) => one instanceof GatewayError);
  if (failed instanceof GatewayError) return outcomeOf<'summarize'>(failed);
  const embedded = read.filter((one): one is Embedded => !(one instanceof GatewayError));
  const vectors = embedded.map(({ vector }) => vector);
  const leans = units.map((unit) => !all.isDialogue && isDangling(unit.text));
  const places = await select({ scores: scoresOf({ ...all, units }, vectors), vectors, leans }, count);
  const mean = normalised(
    weightedSum(
      vectors,
      vectors.map(() => 1),
    ),
  );
  const sentences = places.flatMap((chosen) => {
    const [unit, vector] = [units[chosen], vectors[chosen]];
    return unit && vector ? [sentenceOf(unit, Math.max(0, dot(vector, mean)))] : [];
  });
  return finish(
    sentences,
    embedded.reduce((sum, { tokens }) => sum + tokens, 0),
  );
}

/** What a summary may be made of. Headings are left out; of very many units, as many as are read. */
function readable(units: readonly Unit[]): readonly Unit[] {
  const body = units.filter(({ isHeading }) => !isHeading);
  if (body.length <= MAX_EMBEDDED) return body;
  return Array.from({ length: MAX_EMBEDDED }, (_, index) => body[Math.floor((index * body.length) / MAX_EMBEDDED)]).filter(
    (unit) => unit !== undefined,
  );
}

const sentenceOf = ({ start, end, text }: Unit, score: number | null): SummarySentence => ({ text, start, end, score });
