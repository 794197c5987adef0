import { GatewayError } from '../src/errors.ts';

/** Gives a text back, and counts it. Throws QUERY_TOO_COMPLEX once the texts of one answer are together more than it may have. */
export type TextRoom = (text: string) => string;

/** In UTF-16 units: as many as may be estimated before an operation runs. */
export const MOST_WRITTEN = 8_000_000;

/**
 * Bounds what models wrote, in one operation. How long that is nobody knows before: a few words can ask for a long text, and a
 * document can ask for each text a hundred times.
 */
export function createTextRoom(most = MOST_WRITTEN): TextRoom {
  let units = 0;
  let refusal: GatewayError | undefined; // one for all: every text that is left fails
  return (text) => {
    units += text.length;
    if (units <= most) return text;
    refusal ??= new GatewayError(
      'QUERY_TOO_COMPLEX',
      `The texts of the answer have more than ${most} UTF-16 units together: ask for fewer texts at once, and for each once.`,
    );
    throw refusal;
  };
}
