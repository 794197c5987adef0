import type { ErrorCode } from './errors.ts';
import type { LanguageGuess } from './language.ts';
import type { Call } from './model.ts';
import { remember } from './remember.ts';
import type { Options, Task } from './task.ts';
import { withChanges } from './with-changes.ts';

/** Texts of one language, each once, and in the same order where they were wanted. */
export interface Group {
  language?: string;
  texts: string[];
  wanted: Wanted[];
  /** Where a text stands in `texts`. Made with the second text: most lists have one. */
  index?: Map<string, number>;
}

export interface Wanted {
  /** Where the text stands in the caller's list. */
  places: number[];
  /** What its language was taken for, where the caller named none. */
  detected?: LanguageGuess;
}

/** Puts a text with its group, and makes the group where it is the first of its language. */
export function addText(groups: Group[], text: string, place: number, language: string | undefined, detected?: LanguageGuess) {
  const wanted = { places: [place], detected };
  const group = groups.find((known) => known.language === language);
  if (!group) {
    groups.push({ language, texts: [text], wanted: [wanted] });
    return;
  }
  group.index ??= new Map([[group.texts[0] ?? '', 0]]);
  const known = group.index.get(text);
  if (known !== undefined) group.wanted[known]?.places.push(place);
  else {
    group.index.set(text, group.texts.length);
    group.texts.push(text);
    group.wanted.push(wanted);
  }
}

/** The language the caller named, if any: translate calls it the source. */
export function namedLanguage(options: Options<Task>): string | undefined {
  return 'target' in options ? options.source : options.language;
}

const inLanguages = remember((_: object) => new Map<string, Options<Task>>());

/** The options with the language that was found; what the caller named stays. The same object for the same options and language. */
export function inLanguage<T extends Task>(options: Options<T>, language: string | undefined): Options<T> {
  if (language === undefined || namedLanguage(options) !== undefined) return options;
  const known = inLanguages(options);
  const made = known.get(language) ?? withChanges(options, 'target' in options ? { source: language } : { language });
  known.set(language, made);
  return made as Options<T>;
}

/** The call as a group sees it: what is emitted for a text reaches every place it stands in. */
export function callOf({ wanted }: Group, call: Call): Call {
  const { emit, restart } = call;
  if (!emit) return call;
  const each = (inGroup: number, tell: (place: number) => void) => {
    for (const place of wanted[inGroup]?.places ?? []) tell(place);
  };
  return withChanges(call, {
    emit: (inGroup: number, delta: string) => each(inGroup, (place) => emit(place, delta)),
    restart: (inGroup: number, reason: ErrorCode) => each(inGroup, (place) => restart?.(place, reason)),
  });
}
