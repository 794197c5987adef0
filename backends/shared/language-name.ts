import { baseLanguage } from '../../src/language.ts';

const NAMES = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });

/** A language for people to read: `Portuguese (pt)`, or the tag alone where it has no name. */
export function languageName(tag: string): string {
  const base = baseLanguage(tag);
  const name = /^[a-z]{2,3}$/.test(base) ? NAMES.of(base) : undefined;
  return name === undefined ? tag : `${name} (${tag})`;
}
