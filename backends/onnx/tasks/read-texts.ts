import { GatewayError } from '../../../src/errors.ts';
import type { InferenceCall, InferenceClient, Row, Window } from '../engine.ts';
import { pace } from '../pace.ts';
import { withEmojiWords } from '../text/emoji-words.ts';
import { windowsOf } from '../text/windows.ts';

/** The shipped encoders were trained on texts of up to 128 tokens: this leaves room for the special ones and a bad estimate. */
const WINDOW_TOKENS = 120;

/** One text as an encoder read it: one window, or several of whole sentences. */
export interface Reading {
  windows: readonly Window[];
  tokens: number;
}

/**
 * Reads texts of any length through an encoder's inference client. A text longer than the window becomes several items of
 * whole sentences, so that it fills batches like any other work. Emoji of feelings are read as words. One reading or error a text, in order.
 */
export async function readTexts(
  inference: InferenceClient,
  output: string,
  texts: readonly string[],
  call: InferenceCall,
): Promise<readonly (Reading | GatewayError)[]> {
  const pieces: (readonly string[])[] = [];
  for (const text of texts) {
    await pace();
    pieces.push(await windowsOf(withEmojiWords(text), WINDOW_TOKENS));
  }
  const rows = await inference.run(pieces.flat(), output, call);
  let next = 0;
  return pieces.map(({ length }) => {
    const start = next;
    next += length;
    return readingOf(rows.slice(start, next));
  });
}

function readingOf(rows: readonly (Row | GatewayError)[]): Reading | GatewayError {
  const windows: Window[] = [];
  for (const row of rows) {
    if (row instanceof GatewayError) return row;
    windows.push(...row.windows);
  }
  if (windows.length === 0) return new GatewayError('MODEL_FAILED', 'The model gave nothing for this text.');
  return { windows, tokens: windows.reduce((sum, { tokens }) => sum + tokens, 0) };
}
