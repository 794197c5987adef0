import { reviewSentence, reviewText, textsFrom } from './texts.ts';

/** The lists of texts that both sides of a comparison read, by the number of their first text. */
export const TEXTS = {
  reviews: (from: number, count: number) => textsFrom(from, count, reviewText),
  sentences: (from: number, count: number) => textsFrom(from, count, reviewSentence),
} as const;

export type Unit = 'texts' | 'words';

export function countOf(texts: readonly string[], unit: Unit): number {
  return unit === 'texts' ? texts.length : texts.reduce((sum, text) => sum + text.split(/\s+/).length, 0);
}
