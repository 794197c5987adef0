import { GatewayError } from '../../../src/errors.ts';
import type { InferenceCall, InferenceClient, Row } from '../engine.ts';
import { pace } from '../pace.ts';
import { mask } from '../text/mask.ts';
import type { Span } from '../text/sentences.ts';
import { isShouted, quieten } from '../text/shouting.ts';

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
 * Translates sentences in one call of the inference client. Where the model loses a marker, the pieces around what is protected
 * are translated one by one in a second call. One translation or error a sentence, in order.
 */
export async function translateSegments(
  inference: InferenceClient,
  sentences: readonly Sentence[],
  call: InferenceCall,
): Promise<readonly (Translated | GatewayError)[]> {
  const prepared = await mapPaced(sentences, prepare);
  const rows = await runSources(inference, prepared, call);
  const results = rows.map((row, place) => (row instanceof GatewayError ? row : finish(row, prepared[place])));
  const broken = sentences.filter((_, place) => results[place] === undefined);
  const apart = broken.length > 0 ? await translateApart(inference, broken, call) : [];
  let next = 0;
  return results.map(
    (result) => result ?? apart[next++] ?? new GatewayError('MODEL_FAILED', 'The model gave nothing for this text.'),
  );
}

/** Long lists leave the event loop its turns. */
async function mapPaced<T, R>(items: readonly T[], map: (item: T) => R): Promise<R[]> {
  const mapped: R[] = [];
  for (const item of items) {
    await pace();
    mapped.push(map(item));
  }
  return mapped;
}

/** What the model is to read for a sentence, and how its words become the translation; undefined where it lost a marker. */
interface Prepared {
  source: string;
  finish(translated: string): string | undefined;
}

function prepare({ text, spans }: Sentence): Prepared {
  const masked = mask(text, spans);
  if (!masked) return { source: text, finish: () => undefined };
  if (!isShouted(masked.text)) return { source: masked.text, finish: masked.restore };
  return { source: quieten(masked.text), finish: (translated) => masked.restore(translated.toUpperCase()) };
}

/** Each source once: lists and tables say the same thing many times. */
async function runSources(
  inference: InferenceClient,
  prepared: readonly Prepared[],
  call: InferenceCall,
): Promise<readonly (Row | GatewayError)[]> {
  const sources = [...new Set(prepared.map(({ source }) => source))];
  const rows = await inference.run(sources, '', call);
  const rowOf = new Map(sources.map((source, place) => [source, rows[place]]));
  return prepared.map(
    ({ source }) => rowOf.get(source) ?? new GatewayError('MODEL_FAILED', 'The model gave nothing for this text.'),
  );
}

function finish(
  { text: translated = '', inputTokens, outputTokens }: Row,
  prepared: Prepared | undefined,
): Translated | undefined {
  const text = prepared?.finish(translated);
  return text === undefined ? undefined : { text, inputTokens, outputTokens };
}

async function translateApart(
  inference: InferenceClient,
  sentences: readonly Sentence[],
  call: InferenceCall,
): Promise<readonly (Translated | GatewayError)[]> {
  const pieces = await mapPaced(sentences, piecesOf);
  const sources = pieces.flat().filter(({ isSource }) => isSource);
  const prepared = sources.map(({ text }) => prepare({ text, spans: [] }));
  const rows = await runSources(inference, prepared, call);
  const resultOf = new Map(
    sources.map((piece, place) => {
      const row = rows[place];
      return [piece, row instanceof GatewayError || !row ? row : finish(row, prepared[place])];
    }),
  );
  return pieces.map((list) => joinPieces(list, resultOf));
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
  resultOf: ReadonlyMap<Piece, Translated | GatewayError | undefined>,
): Translated | GatewayError {
  const joined: Translated = { text: '', inputTokens: 0, outputTokens: 0 };
  for (const piece of pieces) {
    const result = resultOf.get(piece);
    if (result instanceof GatewayError) return result;
    joined.text += result?.text ?? piece.text;
    joined.inputTokens += result?.inputTokens ?? 0;
    joined.outputTokens += result?.outputTokens ?? 0;
  }
  return joined;
}
