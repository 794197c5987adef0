import type { SummarizeAnswer } from '../playground/task.ts';

export type Sentence = NonNullable<SummarizeAnswer['sentences']>[number];

interface Piece {
  start: number;
  text: string;
  chosen: boolean;
}

/** Cuts a text at the chosen sentences. Offsets that overlap or leave the text are passed over. */
export function piecesOf(text: string, sentences: readonly Sentence[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let place = 0;
  for (const { start, end } of [...sentences].sort((a, b) => a.start - b.start)) {
    if (start < place || end <= start || end > text.length) continue;
    if (start > place) pieces.push({ start: place, text: text.slice(place, start), chosen: false });
    pieces.push({ start, text: text.slice(start, end), chosen: true });
    place = end;
  }
  if (place < text.length) pieces.push({ start: place, text: text.slice(place), chosen: false });
  return pieces;
}
