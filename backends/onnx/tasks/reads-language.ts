import { GatewayError } from '../../../src/errors.ts';
import type { ModelInfo } from '../../../src/model.ts';

/** True when the model reads the language, or the language is not known. A region or script does not matter: `en-GB` is `en`. */
export function readsLanguage({ languages }: ModelInfo, language: string | undefined): true | GatewayError {
  if (language === undefined || languages.length === 0) return true;
  const primary = language.split(/[-_]/, 1)[0]?.toLowerCase();
  if (languages.some((known) => known.split('-', 1)[0]?.toLowerCase() === primary)) return true;
  return new GatewayError('UNSUPPORTED_LANGUAGE', `This model does not read '${language}'.`, {
    path: ['language'],
    supported: languages,
  });
}
