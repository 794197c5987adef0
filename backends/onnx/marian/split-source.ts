import type { Encoded } from './tokenizer.ts';

/** A part of a text that the model reads at once. */
export interface Part extends Encoded {
  /** Whether a space stood before it in the text. */
  hasSpaceBefore: boolean;
}

const SENTENCE_END = /[.!?。！？…]["'”’»)\]]*$/u;
const CLAUSE_END = /[,;:、，；：]$/u;

/**
 * Cuts a text into parts of at most `limit` ids, as equal in length as good places allow: after the end of a sentence,
 * else of a clause, else before a word, else anywhere. `pieceOf` gives the text of an id, spaces as U+2581.
 */
export function splitSource(
  { ids, unknowns }: Encoded,
  limit: number,
  unknownId: number,
  pieceOf: (id: number) => string,
): readonly Part[] {
  const parts: Part[] = [];
  let unknownsUsed = 0;
  for (let start = 0; start < ids.length; ) {
    const end = start + lengthOfPart(ids, start, limit, pieceOf);
    const partIds = ids.slice(start, end);
    const unknownsEnd = unknownsUsed + partIds.filter((id) => id === unknownId).length;
    const hasSpaceBefore = pieceOf(partIds[0] ?? unknownId).startsWith('▁');
    parts.push({ ids: partIds, unknowns: unknowns.slice(unknownsUsed, unknownsEnd), hasSpaceBefore });
    unknownsUsed = unknownsEnd;
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

function valueOfCut(before: string, after: string): number {
  if (SENTENCE_END.test(before)) return 3;
  if (CLAUSE_END.test(before)) return 2;
  return after.startsWith('▁') ? 1 : 0;
}
