import { pace } from '../pace.ts';
import type { Span } from '../text/sentences.ts';
import { sentencesInSteps } from '../text/sentences-in-steps.ts';

/** A sentence, a list item or a turn of a dialogue: offsets in UTF-16 units, `end` exclusive. */
export interface Unit extends Span {
  text: string;
  words: number;
  /** A short line without a stop, such as a heading, or one that greets or signs: kept out of summaries. */
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
const GREETING =
  /^(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|(?:best|kind|warm) regards|regards|best|cheers|yours|sincerely|thanks|thank you)\b[^.?]{0,40}[,!]?$/iu;
const ENDS_SENTENCE = /[.!?…:;,"'”’)\]\u3002\uff01\uff1f]$/u;
const WRAP = /^[^\S\n]*\r?\n[^\S\n]*$/u;

/** Cuts a text into what a summary is made of: the turns of a dialogue, or else the sentences. Gives way to the event loop. */
export async function unitsOf(text: string): Promise<Units> {
  const lines: Span[] = [];
  let turns = 0;
  for (const { index, 0: line } of text.matchAll(/\S[^\n]*/gu)) {
    lines.push({ start: index, end: index + line.trimEnd().length });
    if (TURN.test(line.slice(0, 80))) turns += 1;
    await pace();
  }
  const isDialogue = turns >= MIN_TURNS && turns >= TURN_SHARE * lines.length;
  const spans = isDialogue ? lines : await unwrapped(text, await sentencesInSteps(text));
  const units: Unit[] = [];
  for (const span of spans) {
    units.push(unitOf(text, span, !isDialogue && !followsMarker(text, units.at(-1)?.end ?? 0, span.start)));
    await pace();
  }
  return { units, isDialogue };
}

/** Joins again what only a line break at the margin had cut. */
async function unwrapped(text: string, spans: readonly Span[]): Promise<Span[]> {
  const joined: Span[] = [];
  for (const { start, end } of spans) {
    await pace();
    const last = joined.at(-1);
    if (last && isWrapped(text, last.end, start)) last.end = end;
    else joined.push({ start, end });
  }
  return joined;
}

function isWrapped(text: string, end: number, start: number): boolean {
  if (start === end) return true;
  return (
    WRAP.test(text.slice(end, start)) &&
    !ENDS_SENTENCE.test(text.slice(end - 1, end)) &&
    /^\p{Ll}/u.test(text.slice(start, start + 2))
  );
}

/** Bullets and numbers lie between sentences; a line that has one is an item and no heading. */
const followsMarker = (text: string, end: number, start: number) => /[^\s#>]/u.test(text.slice(end, start));

function unitOf(text: string, { start, end }: Span, mayBeHeading: boolean): Unit {
  const own = text.slice(start, end);
  const words = own.split(/\s+/u).length;
  const isTitle = words <= HEADING_WORDS && !ENDS_SENTENCE.test(own);
  return { start, end, text: own, words, isHeading: mayBeHeading && (isTitle || GREETING.test(own)) };
}
