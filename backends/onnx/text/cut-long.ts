import { estimateTokens } from '../engine.ts';

/** Where a long stretch is best cut: after a clause, else after a word; each with the space that follows. */
const CLAUSE_END = /^.*[,;:\u2014\u2013)\u3001\uff0c\uff1b]\s+/su;
const WORD_END = /^.*\s+/su;

/**
 * Cuts a text into pieces of at most `maxTokens` estimated tokens (but at least one character): in the later half of a
 * piece after a clause, else between words, else anywhere but inside a character. The pieces joined are the text.
 */
export function cutLong(text: string, maxTokens: number): string[] {
  const pieces: string[] = [];
  for (let start = 0; start < text.length; ) {
    const head = headOf(text, start, maxTokens);
    const piece = start + head.length < text.length ? bestCut(head) : head;
    pieces.push(piece);
    start += piece.length;
  }
  return pieces;
}

/** A token is estimated at four bytes, so no head has more than four units a token. */
function headOf(text: string, start: number, maxTokens: number): string {
  let head = text.slice(start, start + 4 * maxTokens);
  while (head.length > 1 && estimateTokens(head) > maxTokens) head = head.slice(0, Math.ceil(head.length * 0.8) - 1);
  return wholeCharacters(text, start, head.length);
}

/** Never half of a surrogate pair. */
function wholeCharacters(text: string, start: number, length: number): string {
  const isSplit = (text.codePointAt(start + length - 1) ?? 0) > 0xffff;
  return text.slice(start, start + (isSplit ? Math.max(2, length - 1) : Math.max(1, length)));
}

function bestCut(head: string): string {
  const half = head.length / 2;
  const clause = head.match(CLAUSE_END)?.[0] ?? '';
  if (clause.length > half) return clause;
  const word = head.match(WORD_END)?.[0] ?? '';
  return word.trim() === '' ? head : word;
}
