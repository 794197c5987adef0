import { pace } from '../pace.ts';
import { cutLong } from './cut-long.ts';
import { protectedSpans } from './protected-spans.ts';
import type { Span } from './sentences.ts';
import { sentencesInSteps } from './sentences-in-steps.ts';

/** A stretch of a text to translate at once, and what in it must not change. All offsets are of the whole text. */
export interface Segment extends Span {
  spans: readonly Span[];
}

/** Where a tab or wide space sets columns: what follows it is another piece. */
const COLUMN = /(?<=\t|[^\S\n]{3})(?=\S)/;
const LETTER = /\p{L}/u;
/** Code in a line, addresses, placeholders, amounts and foreign words are words of their sentence; fences, emoji, tags and mentions stand beside it. */
const IS_WORD = /^(?:`(?!``)|[{%\p{Sc}\p{L}\p{N}_/~.-])/u;

/**
 * Cuts a text in `language` (BCP 47) into sentences to translate, of about `maxTokens` estimated tokens at most. Protected stretches are never
 * cut. What has no letters beside them is in no segment. Everything between segments is to be kept as it is.
 * Gives way to the event loop.
 */
export async function segmentsOf(text: string, maxTokens: number, language: string): Promise<Segment[]> {
  const spans = protectedSpans(text, language);
  await pace();
  const spansIn = createCursor(spans);
  const segments: Segment[] = [];
  for (const { start, end } of await joinOver(spans, await piecesOf(text, maxTokens))) {
    const segment = trim(text, start, end, spansIn(start, end));
    if (hasLetters(text, segment)) segments.push(segment);
    await pace();
  }
  return segments;
}

/** Sentences, cut at columns and where they are too long. */
async function piecesOf(text: string, maxTokens: number): Promise<Span[]> {
  const pieces: Span[] = [];
  for (const sentence of await sentencesInSteps(text)) {
    await pace();
    const { start, end } = sentence;
    const inner = text.slice(start, end);
    if (inner.length <= maxTokens && !COLUMN.test(inner)) {
      pieces.push(sentence);
      continue;
    }
    let place = start;
    for (const part of inner.split(COLUMN)) {
      for (const piece of cutLong(part, maxTokens)) {
        pieces.push({ start: place, end: place + piece.trimEnd().length });
        place += piece.length;
      }
      await pace();
    }
  }
  return pieces;
}

/** Widens pieces over the protected stretches they touch, and joins those that then overlap. */
async function joinOver(spans: readonly Span[], pieces: readonly Span[]): Promise<Span[]> {
  const joined: Span[] = [];
  const spansIn = createCursor(spans);
  for (const piece of pieces) {
    await pace();
    const touched = spansIn(piece.start, piece.end);
    const start = Math.min(piece.start, touched[0]?.start ?? piece.start);
    const end = Math.max(piece.end, touched.at(-1)?.end ?? piece.end);
    const last = joined.at(-1);
    if (last && start < last.end) last.end = Math.max(last.end, end);
    else joined.push({ start, end });
  }
  return joined;
}

/** Gives the spans that overlap a stretch; stretches must be asked for in order. */
function createCursor(spans: readonly Span[]): (start: number, end: number) => Span[] {
  let next = 0;
  return (start, end) => {
    while ((spans[next]?.end ?? Number.POSITIVE_INFINITY) <= start) next += 1;
    const found: Span[] = [];
    for (let index = next; ; index += 1) {
      const span = spans[index];
      if (!span || span.start >= end) return found;
      found.push(span);
    }
  };
}

/** Leaves out the space and the protected stretches at the edges that are no words. */
function trim(text: string, start: number, end: number, spans: readonly Span[]): Segment {
  const isLoose = ({ start: from, end: to }: Span) => !IS_WORD.test(text.slice(from, to));
  const isBlank = (from: number, to: number) => text.slice(from, to).trim() === '';
  const kept = [...spans];
  let from = start;
  let to = end;
  for (let first = kept[0]; first && isLoose(first) && isBlank(from, first.start); first = kept[0])
    from = kept.shift()?.end ?? from;
  for (let last = kept.at(-1); last && isLoose(last) && isBlank(last.end, to); last = kept.at(-1)) to = kept.pop()?.start ?? to;
  const inner = text.slice(from, to);
  return { start: from + inner.length - inner.trimStart().length, end: from + inner.trimEnd().length, spans: kept };
}

function hasLetters(text: string, { start, end, spans }: Segment): boolean {
  let place = start;
  for (const span of spans) {
    if (LETTER.test(text.slice(place, span.start))) return true;
    place = span.end;
  }
  return LETTER.test(text.slice(place, end));
}
