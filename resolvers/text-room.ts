import { GatewayError } from '../src/errors.ts';

export interface TextRoom {
  /** Gives a text back, or an empty one where the texts of the answer have more than it may have. */
  take(text: string): string;
  /** QUERY_TOO_COMPLEX where they have: what came of the operation is no answer then. */
  problem(): GatewayError | undefined;
}

/** In UTF-16 units: as many as may be estimated before an operation runs. */
const MAX_WRITTEN = 8_000_000;

/**
 * Bounds what models wrote, in one operation. How long that is nobody knows before: a few words can ask for a long text, and a
 * document can ask for each text a hundred times. Nothing is thrown for each of them: thousands of errors take long to make.
 */
export function createTextRoom(): TextRoom {
  let units = 0;
  return {
    take(text) {
      units += text.length;
      return units > MAX_WRITTEN ? '' : text;
    },
    problem() {
      if (units <= MAX_WRITTEN) return undefined;
      const message = `The texts of the answer have more than ${MAX_WRITTEN} UTF-16 units together: ask for fewer texts at once, and for each once.`;
      return new GatewayError('QUERY_TOO_COMPLEX', message);
    },
  };
}
