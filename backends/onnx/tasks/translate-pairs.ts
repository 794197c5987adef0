import type { GatewayError } from '../../../src/errors.ts';
import { sameLanguage } from '../../../src/language.ts';
import type { TranslateOptions } from '../../../src/task.ts';
import { type Pair, pairsFor, servesPair } from '../../shared/pairs.ts';

/** True when the text is in the target language already, whatever the regions. */
export function isUnchanged({ source, target }: TranslateOptions): boolean {
  return source !== undefined && sameLanguage(source, target);
}

/** The pair that serves the options; without a source, the first that has the target. */
export function pairFor<P extends Pair>(pairs: readonly P[], options: TranslateOptions): P | undefined {
  return pairsFor(pairs, options)[0];
}

/** True when one of the pairs serves the options, or nothing is to be done; else the error, with the pairs there are. */
export function supportsPair(pairs: readonly Pair[], options: TranslateOptions): true | GatewayError {
  return servesPair(pairs, isUnchanged(options) || pairFor(pairs, options) !== undefined, options);
}
