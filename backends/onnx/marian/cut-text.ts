import { PIECE_KINDS, type Vocabulary } from './read-vocabulary.ts';

/** A piece of a text: the unknown id covers one character that is in no piece. */
export interface Stretch {
  id: number;
  start: number;
  end: number;
}

/** How much less likely than the rarest piece a character is that no piece covers (SentencePiece's own constant). */
const UNKNOWN_PENALTY = 10;

/** No piece is longer, in UTF-16 units, so that a damaged vocabulary cannot make every text slow. */
const MAX_PIECE_LENGTH = 64;

/** So many units are looked at before asking whether any longer piece starts with them: most often none does. */
const PREFIX_LENGTH = 4;

/**
 * Makes the function that cuts a normalized text in the most likely way (Viterbi; scores are added as 32-bit floats,
 * as SentencePiece does, so that near-ties fall the same way). Only ordinary pieces are matched: no text can become a
 * control, byte or user-defined piece.
 */
export function createCutter({ pieces, unknownId }: Vocabulary): (text: string) => Stretch[] {
  const ids = new Map<string, number>();
  const prefixes = new Set<string>();
  /** The longest piece for each first UTF-16 unit. */
  const longest = new Uint8Array(0x10000);
  let leastScore = 0;
  for (const [id, { text, kind, score }] of pieces.entries()) {
    if (kind !== PIECE_KINDS.normal || text === '' || text.length > MAX_PIECE_LENGTH) continue;
    ids.set(text, id);
    if (text.length > PREFIX_LENGTH) prefixes.add(text.slice(0, PREFIX_LENGTH));
    const first = text.charCodeAt(0);
    longest[first] = Math.max(longest[first] ?? 0, text.length);
    leastScore = Math.min(leastScore, score);
  }
  const unknownScore = leastScore - UNKNOWN_PENALTY;

  return (text) => {
    const path = createPath(text.length);
    for (let start = 0; start < text.length; ) {
      const next = start + ((text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1);
      const last = Math.min(start + (longest[text.charCodeAt(start)] ?? 0), text.length);
      let isCovered = false;
      for (let end = next; end <= last; end += 1) {
        const candidate = text.slice(start, end);
        const id = ids.get(candidate);
        if (id !== undefined) path.offer(start, end, id, pieces[id]?.score ?? 0);
        isCovered ||= id !== undefined && end === next;
        if (end - start === PREFIX_LENGTH && !prefixes.has(candidate)) break;
      }
      if (!isCovered) path.offer(start, next, unknownId, unknownScore);
      start = next;
    }
    return path.trace();
  };
}

/** The best known way to each place of a text. */
function createPath(length: number) {
  const best = new Float32Array(length + 1).fill(Number.NEGATIVE_INFINITY);
  const starts = new Int32Array(length + 1);
  const ids = new Int32Array(length + 1);
  best[0] = 0;
  return {
    offer(start: number, end: number, id: number, score: number): void {
      const total = Math.fround((best[start] ?? 0) + score);
      if (total <= (best[end] ?? 0)) return;
      best[end] = total;
      starts[end] = start;
      ids[end] = id;
    },
    trace(): Stretch[] {
      const stretches: Stretch[] = [];
      for (let end = length; end > 0; end = starts[end] ?? 0) stretches.push({ id: ids[end] ?? 0, start: starts[end] ?? 0, end });
      return stretches.reverse();
    },
  };
}
