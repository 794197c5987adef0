import { GatewayError } from '../../../src/errors.ts';
import { sameLanguage } from '../../../src/language.ts';
import type { ModelInfo } from '../../../src/model.ts';
import type { TranslateOptions } from '../../../src/task.ts';
import { nameOf } from './reads-language.ts';

export type Pair = ModelInfo['pairs'][number];

/** True when the text is in the target language already, whatever the regions. */
export function isUnchanged({ source, target }: TranslateOptions): boolean {
  return source !== undefined && sameLanguage(source, target);
}

/** The pair that serves the options, whatever the regions; without a source, the first that has the target. */
export function pairFor<P extends Pair>(pairs: readonly P[], { source, target }: TranslateOptions): P | undefined {
  return pairs.find((pair) => sameLanguage(pair.target, target) && (source === undefined || sameLanguage(pair.source, source)));
}

/** True when one of the pairs serves the options, or nothing is to be done; else the error, with the pairs there are. */
export function supportsPair(pairs: readonly Pair[], options: TranslateOptions): true | GatewayError {
  if (options.formality !== undefined)
    return new GatewayError('UNSUPPORTED_OPTION', 'This model cannot choose how formal it is.', {
      path: ['formality'],
      supported: [],
    });
  if (isUnchanged(options) || pairFor(pairs, options)) return true;
  const source = options.source === undefined ? 'any language' : nameOf(options.source);
  const message = `This model does not translate from ${source} to ${nameOf(options.target)}.`;
  return new GatewayError('UNSUPPORTED_LANGUAGE', message, {
    path: ['target'],
    supported: pairs.map((pair) => `${pair.source}->${pair.target}`),
  });
}
