import { GatewayError } from '../../../src/errors.ts';
import type { Lane, LaneCall, Row } from '../engine.ts';
import { mask } from '../text/mask.ts';
import type { Span } from '../text/sentences.ts';

/** A sentence, and the stretches of it that must not change, in offsets of the sentence. */
export interface Sentence {
  text: string;
  spans: readonly Span[];
}

export interface Translated {
  text: string;
  inputTokens: number;
  outputTokens: number;
}

/** Signs before the first letter or digit, and space at the end, stay as they are. */
const EDGES = /^([^\p{L}\p{N}]*)(.*?)(\s*)$/su;
const LETTER = /\p{L}/u;

/**
 * Translates sentences in one call of the lane. Where the model loses a marker, the pieces around what is protected
 * are translated one by one in a second call. One translation or error a sentence, in order.
 */
export async function translateSegments(
  lane: Lane,
  sentences: readonly Sentence[],
  call: LaneCall,
): Promise<readonly (Translated | GatewayError)[]> {
  const masks = sentences.map(({ text, spans }) => mask(text, spans));
  const rows = await lane.run(
    masks.map((masked, place) => masked?.text ?? sentences[place]?.text ?? ''),
    '',
    call,
  );
  const results = rows.map((row, place) =>
    row instanceof GatewayError ? row : restored(row, masks[place]?.restore(row.text ?? '')),
  );
  const broken = sentences.filter((_, place) => results[place] === undefined);
  const apart = broken.length > 0 ? await translateApart(lane, broken, call) : [];
  let next = 0;
  return results.map(
    (result) => result ?? apart[next++] ?? new GatewayError('MODEL_FAILED', 'The model gave nothing for this text.'),
  );
}

function restored({ inputTokens, outputTokens }: Row, text: string | undefined): Translated | undefined {
  return text === undefined ? undefined : { text, inputTokens, outputTokens };
}

async function translateApart(
  lane: Lane,
  sentences: readonly Sentence[],
  call: LaneCall,
): Promise<readonly (Translated | GatewayError)[]> {
  const pieces = sentences.map(piecesOf);
  const sources = pieces.flat().filter(({ isSource }) => isSource);
  const rows = await lane.run(
    sources.map(({ text }) => text),
    '',
    call,
  );
  const rowOf = new Map(sources.map((piece, place) => [piece, rows[place]]));
  return pieces.map((list) => joinPieces(list, rowOf));
}

interface Piece {
  text: string;
  isSource: boolean;
}

function piecesOf({ text, spans }: Sentence): Piece[] {
  const pieces: Piece[] = [];
  let place = 0;
  for (const { start, end } of [...spans, { start: text.length, end: text.length }]) {
    const [, before = '', core = '', after = ''] = EDGES.exec(text.slice(place, start)) ?? [];
    pieces.push({ text: before, isSource: false }, { text: core, isSource: LETTER.test(core) });
    pieces.push({ text: after + text.slice(start, end), isSource: false });
    place = end;
  }
  return pieces;
}

function joinPieces(
  pieces: readonly Piece[],
  rowOf: ReadonlyMap<Piece, Row | GatewayError | undefined>,
): Translated | GatewayError {
  const joined: Translated = { text: '', inputTokens: 0, outputTokens: 0 };
  for (const piece of pieces) {
    const row = rowOf.get(piece);
    if (row instanceof GatewayError) return row;
    joined.text += row?.text ?? piece.text;
    joined.inputTokens += row?.inputTokens ?? 0;
    joined.outputTokens += row?.outputTokens ?? 0;
  }
  return joined;
}
