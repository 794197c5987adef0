/** Cuts texts into what the model reads at once, and gathers that into runs with little padding. */
import type { TextTokenizer } from './tokenizer.ts';

/** A part of a text: which text, which part of it, and its tokens with the special ones around them. */
export interface EncoderWindow {
  place: number;
  part: number;
  ids: readonly number[];
}

const MAX_ROWS = 8;
/** More padding than this in a run, and two runs are cheaper: each costs some tokens on top of its own. */
const PADDING_TOKENS = 24;

/** Cuts the tokens of a text into equal windows of at most `size` tokens, special ones included. An empty text has one window. */
export function cutWindows(
  place: number,
  ids: readonly number[],
  { before, after }: TextTokenizer,
  size: number,
): readonly EncoderWindow[] {
  const room = size - before.length - after.length;
  const count = Math.max(1, Math.ceil(ids.length / room));
  return Array.from({ length: count }, (_, part) => {
    const start = Math.round((part * ids.length) / count);
    const end = Math.round(((part + 1) * ids.length) / count);
    return { place, part, ids: [...before, ...ids.slice(start, end), ...after] };
  });
}

/** Groups windows of like length: at most 8 a run, longest first in each. */
export function groupWindows(windows: readonly EncoderWindow[]): readonly (readonly EncoderWindow[])[] {
  const sorted = [...windows].sort((one, other) => other.ids.length - one.ids.length);
  const groups: EncoderWindow[][] = [];
  let longest = 0;
  let padding = 0;
  for (const window of sorted) {
    const group = groups.at(-1);
    padding += longest - window.ids.length;
    if (group && group.length < MAX_ROWS && padding <= PADDING_TOKENS) group.push(window);
    else {
      groups.push([window]);
      longest = window.ids.length;
      padding = 0;
    }
  }
  return groups;
}
