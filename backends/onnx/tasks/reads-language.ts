import { GatewayError } from '../../../src/errors.ts';
import { baseLanguage, sameLanguage } from '../../../src/language.ts';
import type { ModelInfo } from '../../../src/model.ts';

const NAMES = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });

/** A language for people to read: `Portuguese (pt)`, or the tag alone where it has no name. */
export function nameOf(tag: string): string {
  const base = baseLanguage(tag);
  const name = /^[a-z]{2,3}$/.test(base) ? NAMES.of(base) : undefined;
  return name === undefined ? tag : `${name} (${tag})`;
}

/** True when the model reads the language, or the language is not known. A region or script does not matter: `en-GB` is `en`. */
export function readsLanguage({ languages }: ModelInfo, language: string | undefined): true | GatewayError {
  if (language === undefined || languages.length === 0) return true;
  if (languages.some((known) => sameLanguage(known, language))) return true;
  const message = `This model reads ${languages.map(nameOf).join(', ')}, but not ${nameOf(language)}.`;
  return new GatewayError('UNSUPPORTED_LANGUAGE', message, { path: ['language'], supported: languages });
}
