import type { Span } from './sentences.ts';

/** A text with markers in place of what must not change. */
export interface Masked {
  text: string;
  /** Puts back what the markers stand for; undefined unless every marker is there exactly once. */
  restore(translated: string): string | undefined;
}

/** Translators copy a capital with a number almost always: tried against brackets, quotes, signs, addresses and names. */
const PREFIXES = ['X', 'Z', 'Y', 'Q', 'XZ', 'QX', 'ZQX'];

/** Letters and digits as ranges: quick to compile. */
const LETTERS = '\\w\\u00c0-\\u1fff\\u3041-\\ud7ff';
const WORD_END = new RegExp(`[${LETTERS}\\p{L}\\p{N}]$`, 'u');
const WORD_START = new RegExp(`^[${LETTERS}\\p{L}\\p{N}]`, 'u');

interface Kept {
  text: string;
  /** Whether it touches a word on that side, where the marker was set apart by a space. */
  touchesBefore: boolean;
  touchesAfter: boolean;
}

/** Puts markers in place of the spans, which are ordered and apart. Undefined when the text uses up all markers itself. */
export function mask(text: string, spans: readonly Span[]): Masked | undefined {
  if (spans.length === 0) return { text, restore: (translated) => translated };
  const prefix = PREFIXES.find((candidate) => !new RegExp(`${candidate}\\d`, 'iu').test(text));
  if (prefix === undefined) return undefined;
  const kept = spans.map(({ start, end }) => ({
    text: text.slice(start, end),
    touchesBefore: WORD_END.test(text.slice(Math.max(0, start - 2), start)),
    touchesAfter: WORD_START.test(text.slice(end, end + 2)),
  }));
  let masked = '';
  let place = 0;
  for (const [index, { start, end }] of spans.entries()) {
    const { touchesBefore = false, touchesAfter = false } = kept[index] ?? {};
    masked += `${text.slice(place, start)}${touchesBefore ? ' ' : ''}${prefix}${index + 1}${touchesAfter ? ' ' : ''}`;
    place = end;
  }
  return { text: masked + text.slice(place), restore: (translated) => restore(translated, prefix, kept) };
}

function restore(translated: string, prefix: string, kept: readonly Kept[]): string | undefined {
  const found = new Set<number>();
  let count = 0;
  const marker = new RegExp(`( ?)(?<![${LETTERS}])${prefix}(\\d+)(?![${LETTERS}])( ?)`, 'gu');
  const restored = translated.replace(marker, (_, before: string, number: string, after: string) => {
    const { text = '', touchesBefore = false, touchesAfter = false } = kept[Number(number) - 1] ?? {};
    found.add(Number(number));
    count += 1;
    return `${touchesBefore ? '' : before}${text}${touchesAfter ? '' : after}`;
  });
  const isWhole = count === kept.length && kept.every((_, index) => found.has(index + 1));
  return isWhole ? restored : undefined;
}
