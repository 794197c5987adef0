import { pace } from '../pace.ts';
import { type Span, sentencesOf } from './sentences.ts';

/** How much of a text is searched at a time, in UTF-16 units: a few milliseconds, whatever it holds. */
const STEP = 4_000;

/** The sentences of a text of any length, found step by step: the last of a step may go on, so the next step starts there. */
export async function sentencesInSteps(text: string): Promise<Span[]> {
  const spans: Span[] = [];
  for (let from = 0; from < text.length; await pace()) {
    const to = endOfStep(text, from);
    const found = sentencesOf(text.slice(from, to));
    const open = to < text.length && found.length > 1 ? found.pop() : undefined;
    for (const { start, end } of found) spans.push({ start: from + start, end: from + end });
    from = open ? from + open.start : to;
  }
  return spans;
}

/** Never in the middle of a word that is not longer than half a step. */
function endOfStep(text: string, from: number): number {
  const to = from + STEP;
  if (to >= text.length) return text.length;
  const space = Math.max(text.lastIndexOf(' ', to), text.lastIndexOf('\n', to));
  return space > from + STEP / 2 ? space + 1 : to;
}
