import {
  ANSWER_BEGIN,
  begunMark,
  firstMark,
  HEADERS,
  type Mark,
  REASONING,
  REASONING_END,
  TURN_BEGIN,
  TURN_END,
} from './marks.ts';

interface Told {
  add(delta: string): void;
  /** Nothing more comes. */
  end(): void;
  /** The answer as far as it is there. What was handed on before may have turned out to be thoughts, and is no part of it then. */
  answer(): string;
}

/** Where in a reply its reader is. */
type Place =
  /** Nothing has come that says what this is. */
  | { at: 'beginning' }
  /** A mark has come: white space after it is no answer, and no text before it was one. */
  | { at: 'between' }
  | { at: 'reasoning'; end: string }
  | { at: 'header'; begin: string; end: string }
  | { at: 'answer' }
  /** The turn has ended or is not for the reader: only a final channel may still follow. */
  | { at: 'over' }
  /** A mark has come that is not known here, so nobody knows what the text is. */
  | { at: 'nonsense' };

const BEGINNING: Place = { at: 'beginning' };
const BETWEEN: Place = { at: 'between' };
const ANSWER: Place = { at: 'answer' };
const OVER: Place = { at: 'over' };
const NONSENSE: Place = { at: 'nonsense' };

const CHANNEL = '<|channel|>';
const MESSAGE = '<|message|>';
/** No header is longer, nor the white space before a mark that begins a reply. */
const LONGEST_HEADER = 200;
/** How the first channel begins, and the final one, where a service leaves out the tokens around their names. */
const BARE_CHANNEL = 'analysis';
const BARE_FINAL = 'assistantfinal';
const beginsBare = (text: string) => /^analysis\p{Lu}/u.test(text);

/** What a reader makes of the text at hand: where that leads, what of it is left, and what of it is answer. */
interface Step {
  place: Place;
  left: string;
  told?: string;
}

/** What follows a mark that stands before the answer. */
function afterMark({ name }: Mark): Place {
  const [reasoningEnd, headerEnd] = [REASONING.get(name), HEADERS.get(name)];
  if (reasoningEnd !== undefined) return { at: 'reasoning', end: reasoningEnd };
  if (headerEnd !== undefined) return { at: 'header', begin: name, end: headerEnd };
  if (REASONING_END.has(name) || ANSWER_BEGIN.has(name) || TURN_BEGIN.has(name)) return BETWEEN;
  return TURN_END.has(name) ? OVER : NONSENSE;
}

/** Only the final channel of a turn is for the reader. A turn without channels is all for the reader. */
function afterHeader(begin: string, header: string): Place {
  const channel = begin === CHANNEL ? header : header.split(CHANNEL)[1];
  return channel === undefined || /^\s*final\b/i.test(channel) ? BETWEEN : OVER;
}

function begin(place: Place, held: string, asked: string, isEnd: boolean): Step {
  const text = held.trimStart();
  if (text === '' && !isEnd && held.length < LONGEST_HEADER) return { place, left: place === BETWEEN ? '' : held };
  const mark = firstMark(text, (name) => !asked.trimStart().startsWith(name));
  if (mark?.start === 0) return { place: afterMark(mark), left: text.slice(mark.end) };
  if (beginsBare(text)) return { place: { at: 'reasoning', end: BARE_FINAL }, left: text };
  const isOpen = text !== '' && (begunMark(text) === text.length || BARE_CHANNEL.startsWith(text));
  if (isOpen && !isEnd) return { place, left: held };
  return { place: ANSWER, left: place === BETWEEN ? text : held };
}

/** Passes over what stands before `end`, of which at most `most` characters are kept while it has not come. */
function skip(place: Place, held: string, end: string, most: number, next: (skipped: string) => Place): Step {
  const start = held.search(new RegExp(end.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'iu'));
  if (start < 0) return { place, left: held.slice(-most) };
  return { place: next(held.slice(0, start)), left: held.slice(start + end.length) };
}

function tell(held: string, asked: string, isEnd: boolean): Step {
  const mark = firstMark(held, (name) => name !== '<s>' && name !== '<bos>' && !asked.includes(name));
  if (!mark) {
    const end = held.length - (isEnd ? 0 : begunMark(held));
    return { place: ANSWER, told: held.slice(0, end), left: held.slice(end) };
  }
  if (REASONING_END.has(mark.name) || ANSWER_BEGIN.has(mark.name)) return { place: BETWEEN, left: held.slice(mark.end) };
  const isOver = TURN_END.has(mark.name) || TURN_BEGIN.has(mark.name) || HEADERS.has(mark.name);
  return { place: isOver ? OVER : NONSENSE, told: held.slice(0, mark.start), left: held.slice(mark.start) };
}

function step(place: Place, held: string, asked: string, isEnd: boolean): Step {
  switch (place.at) {
    case 'beginning':
    case 'between':
      return begin(place, held, asked, isEnd);
    case 'reasoning':
      return skip(place, held, place.end, place.end.length, () => BETWEEN);
    case 'header':
      if (held.length > LONGEST_HEADER && held.indexOf(place.end) < 0) return { place: NONSENSE, left: '' };
      return skip(place, held, place.end, LONGEST_HEADER, (header) => afterHeader(place.begin, header));
    case 'over':
      return skip(place, held, CHANNEL, CHANNEL.length, () => ({ at: 'header', begin: CHANNEL, end: MESSAGE }));
    case 'answer':
      return tell(held, asked, isEnd);
    case 'nonsense':
      return { place, left: '' };
  }
}

/**
 * Reads a growing reply to `asked` and hands on what of it is the answer: nothing that a model thinks aloud before it, in whatever marks;
 * no channel but the final one; no tokens around a turn. A mark that stands in `asked` may stand in the answer. What has no marks is handed
 * on as it comes, but for the few signs that could still become one. A reply with marks that are not known has no answer.
 */
export function withoutReasoning(asked: string, hand: (text: string) => void): Told {
  const source = asked.toLowerCase();
  let place = BEGINNING;
  let held = '';
  let answer = '';
  const read = (isEnd: boolean) => {
    for (let isMore = held !== ''; isMore; ) {
      const next = step(place, held, source, isEnd);
      isMore = next.left !== '' && (next.place !== place || next.left.length < held.length);
      [place, held] = [next.place, next.left];
      if (place === BETWEEN || place === NONSENSE) answer = '';
      if (!next.told || place === NONSENSE) continue;
      answer += next.told;
      hand(next.told);
    }
  };
  return {
    add(delta) {
      held += delta;
      read(false);
    },
    end: () => read(true),
    answer: () => answer,
  };
}

/** The answer in a whole reply to `asked`. Empty where there is none. */
export function answerIn(whole: string, asked: string): string {
  const told = withoutReasoning(asked, () => undefined);
  told.add(whole);
  told.end();
  return told.answer();
}

/** True for a reply that begins with thoughts. */
export function beginsWithReasoning(reply: string): boolean {
  const text = reply.trimStart();
  if (text.startsWith('{')) return false; // as most answers begin: no need to look for marks in them
  const mark = firstMark(text.slice(0, LONGEST_HEADER), () => true);
  return (mark?.start === 0 && (REASONING.has(mark.name) || mark.name === CHANNEL)) || beginsBare(text);
}
