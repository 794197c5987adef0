import { part } from '../../../src/batch.ts';
import { sameLanguage } from '../../../src/language.ts';
import { type Batch, type Call, isAnswered, type Model, type Outcome, outcomeOf, type Usage } from '../../../src/model.ts';
import type { TranslateOptions } from '../../../src/task.ts';
import type { Pair } from '../../shared/pairs.ts';
import { isUnchanged, pairFor, supportsPair } from './translate-pairs.ts';

type Translator = Model<'translate'>;
type Translation = Outcome<'translate'>;

/** A pair that two models serve together, by the language between them. */
interface Route extends Pair {
  middle: string;
}

/**
 * Translates in two steps, through the language that the first model writes and the second reads. A text that fails
 * in the first step never enters the second. Without a source the text is taken to be in one the first model reads.
 */
export function pivotModel(first: Translator, second: Translator): Translator {
  const routes = routesThrough(first, second);
  const id = `${first.id}+${second.id}`;
  const version = `${first.version}+${second.version}`;
  const { languages, license } = first.info;
  const pairs = routes.map(({ source, target }) => ({ source, target }));
  return {
    id,
    version,
    task: 'translate',
    info: { languages, pairs, labels: [], quality: [], ...(license === undefined ? {} : { license }) },
    maxBatch: Math.min(first.maxBatch, second.maxBatch),
    supports: (options) => supportsPair(pairs, options),
    run: async (batch, call) => {
      const { options } = batch;
      const route = isUnchanged(options) ? undefined : pairFor(routes, options);
      const outcomes = route ? await runBoth(first, second, batch, route, call) : await first.run(batch, call);
      return outcomes.map((outcome) => named(outcome, { id, version }, route, options));
    },
  };
}

function routesThrough(first: Translator, second: Translator): Route[] {
  return first.info.pairs.flatMap(({ source, target: middle }) =>
    second.info.pairs
      .filter((pair) => sameLanguage(pair.source, middle) && !sameLanguage(pair.target, source))
      .map(({ target }) => ({ source, middle, target })),
  );
}

/** Only the second step is heard: what the first writes is not what the caller asked for. */
async function runBoth(
  first: Translator,
  second: Translator,
  batch: Batch<'translate'>,
  { source, middle, target }: Route,
  call: Call,
): Promise<readonly Translation[]> {
  const halves = await first.run({ texts: batch.texts, options: { source, target: middle } }, call);
  const answered = halves.flatMap((half, place) =>
    isAnswered(half) ? [{ place, text: half.result.value.text, usage: half.result.usage }] : [],
  );
  const open = part(
    batch,
    answered.map(({ place }) => place),
  );
  const texts = answered.map(({ text }) => text);
  const wholes = await second.run({ ...open, texts, options: { source: middle, target } }, call);
  const outcomes = [...halves];
  for (const [index, { place, usage }] of answered.entries()) {
    const whole = wholes[index];
    if (whole) outcomes[place] = isAnswered(whole) ? outcomeOf({ ...whole.result, ...sumOf(usage, whole.result.usage) }) : whole;
  }
  return outcomes;
}

function sumOf(one: Usage | undefined, other: Usage | undefined): { usage?: Usage } {
  if (!one || !other) return {};
  return {
    usage: {
      inputTokens: one.inputTokens + other.inputTokens,
      outputTokens: one.outputTokens + other.outputTokens,
      costUsd: 0,
      estimated: one.estimated || other.estimated,
    },
  };
}

function named(
  outcome: Translation,
  identity: { id: string; version: string },
  route: Route | undefined,
  options: TranslateOptions,
): Translation {
  if (!isAnswered(outcome)) return outcome;
  const { result } = outcome;
  const value = { ...result.value, source: options.source ?? route?.source ?? options.target, target: options.target };
  return outcomeOf({ ...result, value, model: { ...result.model, ...identity } });
}
