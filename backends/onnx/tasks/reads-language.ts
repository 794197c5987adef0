import { GatewayError } from '../../../src/errors.ts';
import { sameLanguage } from '../../../src/language.ts';
import type { ModelInfo } from '../../../src/model.ts';
import { languageName } from '../../shared/language-name.ts';

/** True when the model reads the language, or the language is not known. A region or script does not matter: `en-GB` is `en`. */
export function readsLanguage({ languages }: ModelInfo, language: string | undefined): true | GatewayError {
  if (language === undefined || languages.length === 0) return true;
  if (languages.some((known) => sameLanguage(known, language))) return true;
  const message = `This model reads ${languages.map(languageName).join(', ')}, but not ${languageName(language)}.`;
  return new GatewayError('UNSUPPORTED_LANGUAGE', message, { path: ['language'], supported: { languages } });
}
