import type { Call } from './model.ts';
import type { Options, Task } from './task.ts';

/** Texts of one language, each once, with the places it stands in. */
export interface Group {
  language?: string;
  texts: readonly string[];
  /** For each of `texts`, where it stands in the caller's list. */
  places: readonly (readonly number[])[];
}

/** Gathers the texts at `places` by the language that `languageOf` tells, each text once. */
export function groupByLanguage(
  texts: readonly string[],
  places: readonly number[],
  languageOf: (place: number) => string | undefined,
): readonly Group[] {
  const groups = new Map<string | undefined, Map<string, number[]>>();
  for (const place of places) {
    const text = texts[place] ?? '';
    const language = languageOf(place);
    const group = groups.get(language) ?? new Map<string, number[]>();
    groups.set(language, group);
    const known = group.get(text);
    if (known) known.push(place);
    else group.set(text, [place]);
  }
  return [...groups].map(([language, group]) => ({ language, texts: [...group.keys()], places: [...group.values()] }));
}

/** The language the caller named, if any: translate calls it the source. */
export function namedLanguage(options: Options<Task>): string | undefined {
  return 'target' in options ? options.source : options.language;
}

/** The options with the language that was found; what the caller named stays. */
export function inLanguage<T extends Task>(options: Options<T>, language: string | undefined): Options<T> {
  if (language === undefined || namedLanguage(options) !== undefined) return options;
  return Object.assign({}, options, 'target' in options ? { source: language } : { language });
}

/** The call as a group sees it: what is emitted for a text reaches every place it stands in. */
export function callOf({ places }: Group, call: Call): Call {
  const { emit, restart } = call;
  if (!emit) return call;
  const each = (inGroup: number, tell: (place: number) => void) => {
    for (const place of places[inGroup] ?? []) tell(place);
  };
  return {
    ...call,
    emit: (inGroup, delta) => each(inGroup, (place) => emit(place, delta)),
    restart: (inGroup, reason) => each(inGroup, (place) => restart?.(place, reason)),
  };
}
