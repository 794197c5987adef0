import { sentencesOf } from '../text/sentences.ts';

/** A sentence, a list item or a turn of a dialogue: offsets in UTF-16 units, `end` exclusive. */
export interface Unit {
  start: number;
  end: number;
  text: string;
  words: number;
  /** A short line without a stop, such as a heading: kept out of summaries. */
  isHeading: boolean;
}

export interface Units {
  units: readonly Unit[];
  isDialogue: boolean;
}

const TURN = /^[^\S\n]*[#\p{L}][^\n:]{0,40}:[^\S\n]+\S/u;
const MIN_TURNS = 3;
const TURN_SHARE = 0.6;
const HEADING_WORDS = 12;
const ENDS_SENTENCE = /[.!?…:;,"'”’)\]\u3002\uff01\uff1f]$/u;

/** Cuts a text into what a summary is made of: the turns of a dialogue, or else the sentences. */
export function unitsOf(text: string): Units {
  const lines = linesOf(text);
  const turns = lines.filter((line) => TURN.test(line.text)).length;
  if (turns >= MIN_TURNS && turns >= TURN_SHARE * lines.length) return { units: lines, isDialogue: true };
  return { units: unwrapped(text), isDialogue: false };
}

function linesOf(text: string): Unit[] {
  return [...text.matchAll(/\S[^\n]*/gu)].map(({ index, 0: line }) => unitOf(text, index, index + line.trimEnd().length, false));
}

/** Sentences, with those joined again that only a line break at the margin had cut. */
function unwrapped(text: string): Unit[] {
  const units: Unit[] = [];
  for (const { start, end } of sentencesOf(text)) {
    const last = units.at(-1);
    if (last && isWrapped(text, last.end, start)) units[units.length - 1] = unitOf(text, last.start, end, last.isHeading);
    else units.push(unitOf(text, start, end, !opensWithMarker(text, last?.end ?? 0, start)));
  }
  return units;
}

const isWrapped = (text: string, end: number, start: number) =>
  /^[^\S\n]*\n[^\S\n]*$/.test(text.slice(end, start)) &&
  !ENDS_SENTENCE.test(text.slice(end - 1, end)) &&
  /^\p{Ll}/u.test(text.slice(start, start + 2));

const opensWithMarker = (text: string, end: number, start: number) => /[^\s#>]/.test(text.slice(end, start));

function unitOf(text: string, start: number, end: number, mayBeHeading: boolean): Unit {
  const own = text.slice(start, end);
  const words = own.split(/\s+/u).length;
  return { start, end, text: own, words, isHeading: mayBeHeading && words <= HEADING_WORDS && !ENDS_SENTENCE.test(own) };
}
