import { estimateTokens } from '../engine.ts';
import type { Pace } from '../pacer.ts';
import { cutLong } from './cut-long.ts';
import { sentencesInSteps } from './sentences-in-steps.ts';

/** What `estimateTokens` adds to every text, whatever its length. */
const OVERHEAD = estimateTokens('');

/**
 * Cuts a text into windows of whole sentences, at most `maxTokens` (3 or more) estimated tokens each; a longer sentence
 * is cut at word boundaries. The windows joined are the text. Gives way to the event loop by `pace`.
 */
export async function windowsOf(text: string, maxTokens: number, pace: Pace): Promise<string[]> {
  if (estimateTokens(text) <= maxTokens) return [text];
  const windows: string[] = [];
  let window = '';
  let room = 0;
  for (const part of await partsOf(text, maxTokens, pace)) {
    await pace();
    const size = estimateTokens(part) - OVERHEAD;
    if (size > room && window !== '') {
      windows.push(window);
      window = '';
    }
    if (window === '') room = maxTokens - OVERHEAD;
    window += part;
    room -= size;
  }
  windows.push(window);
  return windows;
}

/** Sentences, each with the space that follows, cut where one alone is too long. */
async function partsOf(text: string, maxTokens: number, pace: Pace): Promise<string[]> {
  const starts = (await sentencesInSteps(text, pace)).map(({ start }) => start);
  starts[0] = 0;
  return starts.flatMap((start, index) => {
    const part = text.slice(start, starts[index + 1]);
    return estimateTokens(part) <= maxTokens ? [part] : cutLong(part, maxTokens);
  });
}
