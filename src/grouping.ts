import { at, createSink } from './batch.ts';
import { checkText } from './check-input.ts';
import { GatewayError } from './errors.ts';
import type { LanguageGuess } from './language.ts';
import type { Batch, Listener } from './model.ts';
import { withLanguage } from './options-key.ts';
import type { Options, Task } from './task.ts';

/** Texts of one language, each once, and in the same order where they were wanted. */
export interface Group<T extends Task> {
  language?: string;
  options: Options<T>;
  texts: string[];
  wanted: Wanted[];
  /** Where a text stands in `texts`. Made with the second text: most lists have one. */
  index?: Map<string, number>;
}

interface Wanted {
  /** Where the text stands in the caller's list. */
  places: number[];
  /** What its language was taken for, where the caller named none. */
  detected?: LanguageGuess;
}

/** A caller's list: its texts, read once; what cannot be answered, in its place; and all else with those of its language. */
interface Grouped<T extends Task> {
  texts: readonly string[];
  errors: readonly (GatewayError | undefined)[];
  groups: readonly Group<T>[];
}

/** Groups the texts of a list by language. `guess` finds it where the caller named none; absent where it does not matter. */
export function groupTexts<T extends Task>(
  task: T,
  given: readonly string[],
  options: Options<T> | GatewayError,
  guess?: (text: string) => LanguageGuess,
): Grouped<T> {
  const texts: string[] = [];
  const groups: Group<T>[] = [];
  const errors: (GatewayError | undefined)[] = [];
  const wrong = options instanceof GatewayError ? options : undefined;
  const named = options instanceof GatewayError ? undefined : namedLanguage(options);
  for (let place = 0; place < given.length; place++) {
    const one: unknown = given[place];
    const text = typeof one === 'string' ? one : NO_TEXT;
    const error = wrong ?? checkText(task, text);
    texts.push(text);
    errors.push(error);
    if (error || options instanceof GatewayError) continue;
    const detected = named === undefined ? guess?.(text) : undefined;
    addText(groupFor(groups, options, detected?.language), text, { places: [place], detected });
  }
  return { texts, errors, groups };
}

/** Stands for what is no text: nobody is asked about it. */
const NO_TEXT = '';

/** The language the caller named, if any: translate calls it the source. */
function namedLanguage(options: Options<Task>): string | undefined {
  return 'target' in options ? options.source : options.language;
}

function groupFor<T extends Task>(groups: Group<T>[], options: Options<T>, language: string | undefined): Group<T> {
  const known = groups.find((group) => group.language === language);
  if (known) return known;
  const found = language === undefined ? options : withLanguage(options, language);
  const group = { language, options: found, texts: [], wanted: [] };
  groups.push(group);
  return group;
}

function addText(group: Group<Task>, text: string, wanted: Wanted): void {
  const { texts } = group;
  if (texts.length === 1) group.index ??= new Map([[texts[0] ?? '', 0]]);
  const known = group.index?.get(text);
  if (known !== undefined) {
    group.wanted[known]?.places.push(...wanted.places);
    return;
  }
  group.index?.set(text, texts.length);
  texts.push(text);
  group.wanted.push(wanted);
}

/** The texts of a group as a batch. What is written for a text reaches everybody who listens in one of its places. */
export function batchOf<T extends Task>(
  { texts, options, wanted }: Group<T>,
  listeners: readonly Listener[] | undefined,
): Batch<T> {
  return { texts, options, sinks: listeners && wanted.map(({ places }) => createSink(at(listeners, places))) };
}
