import type { ModelCardFragment } from '../generated/graphql.ts';

/** Offered where a model reads any language and so names none. */
const COMMON = [
  'ar',
  'bn',
  'cs',
  'da',
  'de',
  'el',
  'en',
  'es',
  'fi',
  'fr',
  'he',
  'hi',
  'id',
  'it',
  'ja',
  'ko',
  'nl',
  'no',
  'pl',
  'pt',
  'pt-BR',
  'ro',
  'ru',
  'sv',
  'th',
  'tr',
  'uk',
  'vi',
  'zh',
];

const names = new Intl.DisplayNames(['en'], { type: 'language' });

/** English name of a language tag; the tag itself when nobody knows it. */
export function languageName(tag: string): string {
  try {
    return names.of(tag) ?? tag;
  } catch {
    return tag;
  }
}

const sorted = (tags: Iterable<string>) => [...new Set(tags)].sort((a, b) => languageName(a).localeCompare(languageName(b)));

const translators = (models: readonly ModelCardFragment[]) => models.filter((model) => model.tasks.includes('TRANSLATE'));

/** Languages that some model translates into, from `source` where it is given. */
export function targetLanguages(models: readonly ModelCardFragment[], source = ''): readonly string[] {
  const able = translators(models);
  if (able.length === 0 || able.some((model) => model.pairs.length === 0)) return sorted(COMMON);
  return sorted(
    able.flatMap((model) => model.pairs.filter((pair) => !source || pair.source === source).map((pair) => pair.target)),
  );
}

/** Languages that some model translates from. */
export function sourceLanguages(models: readonly ModelCardFragment[]): readonly string[] {
  const able = translators(models);
  if (able.length === 0 || able.some((model) => model.pairs.length === 0)) return sorted(COMMON);
  return sorted(able.flatMap((model) => model.pairs.map((pair) => pair.source)));
}

export const commonLanguages: readonly string[] = sorted(COMMON);
