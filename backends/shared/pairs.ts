import { GatewayError } from '../../src/errors.ts';
import { sameLanguage } from '../../src/language.ts';
import type { ModelInfo } from '../../src/model.ts';
import type { TranslateOptions } from '../../src/task.ts';
import { languageName } from './language-name.ts';

export type Pair = ModelInfo['pairs'][number];

/** The pairs that serve the options, whatever the regions; without a source, all that have the target. */
export function pairsFor<P extends Pair>(pairs: readonly P[], { source, target }: TranslateOptions): readonly P[] {
  return pairs.filter((pair) => sameLanguage(pair.target, target) && (source === undefined || sameLanguage(pair.source, source)));
}

/** What a model that only knows pairs says of options: true when it serves their languages, else the error, with the pairs there are. */
export function servesPair(pairs: readonly Pair[], isServed: boolean, options: TranslateOptions): true | GatewayError {
  if (options.formality !== undefined)
    return new GatewayError('UNSUPPORTED_OPTION', 'This model cannot choose how formal it is.', {
      path: ['formality'],
    });
  if (isServed) return true;
  const source = options.source === undefined ? 'any language' : languageName(options.source);
  const message = `This model does not translate from ${source} to ${languageName(options.target)}.`;
  return new GatewayError('UNSUPPORTED_LANGUAGE', message, {
    path: ['target'],
    supported: { pairs: pairs.map(({ source, target }) => ({ source, target })) },
  });
}
