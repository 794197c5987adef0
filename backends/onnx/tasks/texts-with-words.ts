import { GatewayError } from '../../../src/errors.ts';
import { pace } from '../pace.ts';
import { showsFeeling } from '../text/emoji-words.ts';

/** One letter over and over is no word. */
const SAME_LETTER = /(\p{L})\1{3,}/giu;
/** Encoders take longer words for one that is unknown. */
const WORD = /(?<!\p{L})\p{L}{1,100}(?!\p{L})/u;
const EMOTICON = /(?<![\p{L}\p{N}])[:;=][-']?[()D]/u;

const NO_WORDS = 'The text holds no word that this model could read: only digits, signs or emoji without a plain feeling.';

function hasWords(text: string): boolean {
  return EMOTICON.test(text) || showsFeeling(text) || WORD.test(text.replace(SAME_LETTER, ''));
}

/**
 * Runs the texts that a model can read something in; about the others it would only guess, and that with confidence: they
 * get `UNSUPPORTED_LANGUAGE`, so that another model may take them. One result a text, in order.
 */
export async function forTextsWithWords<Result>(
  texts: readonly string[],
  run: (texts: readonly string[]) => Promise<readonly (Result | GatewayError)[]>,
): Promise<readonly (Result | GatewayError)[]> {
  const readable: boolean[] = [];
  for (const text of texts) {
    await pace();
    readable.push(hasWords(text));
  }
  const results = await run(texts.filter((_, place) => readable[place]));
  let next = 0;
  return readable.map((isReadable) => {
    const result = isReadable ? results[next++] : new GatewayError('UNSUPPORTED_LANGUAGE', NO_WORDS, { path: ['text'] });
    return result ?? new GatewayError('MODEL_FAILED', 'The model gave nothing for this text.');
  });
}
