import { estimateTokens } from '../engine.ts';
import { pace } from '../pace.ts';
import { cutLong } from './cut-long.ts';
import { sentencesInSteps } from './sentences-in-steps.ts';

/** What `estimateTokens` adds to every text, whatever its length. */
const OVERHEAD = estimateTokens('');

/**
 * Cuts a text into windows of whole sentences, at most `maxTokens` (3 or more) estimated tokens each; a longer sentence
 * is cut at word boundaries. The windows joined are the text. Gives way to the event loop.
 */
export async function windowsOf(text: string, maxTokens: number): Promise<string[]> {
  if (estimateTokens(text) <= maxTokens) return [text];
  const windows: string[] = [];
  let window = '';
  let room = 0;
  for (const part of await partsOf(text, maxTokens)) {
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
async function partsOf(text: string, maxTokens: number): Promise<string[]> {
  const starts = (await sentencesInSteps(text)).map(({ start }) => start);
  starts[0] = 0;
  return starts.flatMap((start, index) => {
    const part = text.slice(start, starts[index + 1]);
    return estimateTokens(part) <= maxTokens ? [part] : cutLong(part, maxTokens);
  });
}
