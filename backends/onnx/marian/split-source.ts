/** A part of a text that the model reads at once. */
export interface Part {
  ids: readonly number[];
  /** Whether a space stood before it in the text. */
  hasSpaceBefore: boolean;
}

const SENTENCE_END = /[.!?…]["'”’»)\]]*$/u;
const CLAUSE_END = /[,;:]$/u;
/** Marks of scripts that put no space after them. */
const SPACELESS_SENTENCE_END = /[。！？]$/u;
const SPACELESS_CLAUSE_END = /[、，；：]$/u;

/**
 * Cuts a text into parts of at most `limit` ids, as equal in length as good places allow: after the end of a sentence,
 * else of a clause, else before a word, else anywhere. `pieceOf` gives the text of an id, spaces as U+2581.
 */
export function splitSource(ids: readonly number[], limit: number, pieceOf: (id: number) => string): readonly Part[] {
  const parts: Part[] = [];
  for (let start = 0; start < ids.length; ) {
    const end = start + lengthOfPart(ids, start, limit, pieceOf);
    parts.push({ ids: ids.slice(start, end), hasSpaceBefore: pieceOf(ids[start] ?? 0).startsWith('▁') });
    start = end;
  }
  return parts;
}

/** The best cut of the later half of what fits; among equals the last one. */
function lengthOfPart(ids: readonly number[], start: number, limit: number, pieceOf: (id: number) => string): number {
  const rest = ids.length - start;
  if (rest <= limit) return rest;
  const target = Math.min(limit, Math.ceil(rest / Math.ceil(rest / limit)) + Math.floor(limit / 8));
  let best = { length: target, value: 0 };
  for (let length = target; length > target / 2; length -= 1) {
    const value = valueOfCut(pieceOf(ids[start + length - 1] ?? 0), pieceOf(ids[start + length] ?? 0));
    if (value > best.value) best = { length, value };
  }
  return best.length;
}

/** How good the place between two pieces is; 0 is within a word or a number. */
function valueOfCut(before: string, after: string): number {
  if (SPACELESS_SENTENCE_END.test(before)) return 3;
  if (SPACELESS_CLAUSE_END.test(before)) return 2;
  if (!after.startsWith('▁')) return 0;
  if (SENTENCE_END.test(before)) return 3;
  return CLAUSE_END.test(before) ? 2 : 1;
}
