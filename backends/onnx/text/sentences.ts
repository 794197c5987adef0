import { isAbbreviation } from './abbreviations.ts';

/** A stretch of a text: offsets in UTF-16 units, `end` exclusive. */
export interface Span {
  start: number;
  end: number;
}

/** A run of stops with the quotes and brackets it closes and the reference marks behind it, such as `[2]` and `(3)`, or a run of line breaks. */
const STOP =
  /(?:[\u3002\uff01\uff1f\uff61\u061f\u06d4\u0964\u0965\u0589\u1362\u104b]|[.!?…‼⁇⁈⁉]+)[.!?…\u3002\uff01\uff1f"'”’»)\]}›」』】》*_]*(?:\[\d{1,3}\]|\(\d{1,2}\))*|[\n\r\v\f\u0085\u2028\u2029]+/gu;
/** Stops of languages that put no space after them, or use them for nothing else: these end a sentence whatever follows. */
const FULL_STOP = /^[\u3002\uff01\uff1f\uff61\u061f\u06d4\u0964\u0965\u0589\u1362\u104b]/u;
const REFERENCE_MARKS = /(?:\[\d{1,3}\]|\(\d{1,2}\))+$/;
const LINE_BREAK = /^[\n\r\v\f\u0085\u2028\u2029]/;
/** Bullets, numbers, check boxes, quotation and heading marks that open a line. */
const MARKERS = /\s*(?:(?:[•◦‣▪●]|(?:[-*+–—>#]+|\d{1,3}[.)]|\(?[a-zA-Z\d]{1,2}\)|[a-z]\.|[ivx]{1,4}\.|\[[ xX]\])(?=\s))\s*)*/y;
const SPACES = /[^\S\n\r\v\f\u2028\u2029]*/y;
const OPENERS = /["'“‘«([{¿¡„‹「『*_]*/y;
const WORD_BEFORE = /[\p{L}\p{N}.&'’º-]*$/u;
const WORD_AFTER = /^[[(]?[\p{L}\p{N}'’]+(?!\.)|^\S/u;
/** The longest abbreviation or starting word that is looked at. */
const WORD_LENGTH = 24;

/**
 * Finds the sentences of a text, in order and without the space between them. A line break ends a sentence; markers of
 * lists, quotations and headings belong to none. The sentences and what lies between them are the whole text.
 * Takes time in proportion to the text.
 */
export function sentencesOf(text: string): Span[] {
  const spans: Span[] = [];
  let start = skip(MARKERS, text, 0);
  let isCasual = startsLower(text, start);
  const add = (end: number) => {
    const trimmed = text.slice(start, end).trimEnd().length;
    if (trimmed > 0) spans.push({ start, end: start + trimmed });
  };
  for (const stop of text.matchAll(STOP)) {
    const end = stop.index + stop[0].length;
    if (stop.index < start) continue;
    if (LINE_BREAK.test(stop[0])) {
      add(stop.index);
      start = skip(MARKERS, text, end);
      isCasual = startsLower(text, start);
    } else if (endsSentence(text, start, stop.index, stop[0], isCasual)) {
      add(end);
      start = skip(SPACES, text, end);
    }
  }
  add(text.length);
  return spans;
}

/** A writer who starts the line in lower case is taken to start sentences so. */
function endsSentence(text: string, start: number, place: number, stop: string, isCasual: boolean): boolean {
  const end = place + stop.length;
  if (FULL_STOP.test(stop)) return true;
  const next = skip(SPACES, text, end);
  if (next === text.length) return true;
  if (next === end) return false;
  if (startsLower(text, next) && !isCasual) return false;
  if (stop.replace(REFERENCE_MARKS, '') !== '.') return true;
  const before = text.slice(Math.max(start, place - WORD_LENGTH), place).match(WORD_BEFORE)?.[0] ?? '';
  const after = text.slice(next, next + WORD_LENGTH).match(WORD_AFTER)?.[0] ?? '';
  return !isAbbreviation(before, after);
}

function startsLower(text: string, place: number): boolean {
  const first = String.fromCodePoint(text.codePointAt(skip(OPENERS, text, place)) ?? 0);
  return first === first.toLowerCase() && first !== first.toUpperCase();
}

/** The place after what a sticky pattern matches at `place`. */
function skip(pattern: RegExp, text: string, place: number): number {
  pattern.lastIndex = place;
  pattern.test(text);
  return Math.max(place, pattern.lastIndex);
}
