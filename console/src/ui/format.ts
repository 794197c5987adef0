/** Numbers as people read them. */

const decimal = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

export const count = (value: number): string => whole.format(value);

/** “1 row”, “2 rows”. */
export const counted = (value: number, noun: string): string => `${count(value)} ${noun}${value === 1 ? '' : 's'}`;

/** `score` from 0 to 1; null where the model gives none. */
export const percent = (score: number | null | undefined): string =>
  score === null || score === undefined ? '–' : `${decimal.format(score * 100)}\u00a0%`;

export function milliseconds(value: number): string {
  if (value > 0 && value < 0.05) return '< 0.1\u00a0ms';
  if (value >= 1000) return `${decimal.format(value / 1000)}\u00a0s`;
  return value >= 10 ? `${whole.format(value)}\u00a0ms` : `${decimal.format(value)}\u00a0ms`;
}

export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, value > 0 ? Math.floor(Math.log10(value) / 3) : 0);
  return `${decimal.format(value / 1000 ** power)} ${units[power]}`;
}

export function dollars(value: number): string {
  return value === 0 ? '$0' : value < 0.01 ? `$${value.toPrecision(2)}` : `$${value.toFixed(2)}`;
}

/** LOCAL_ONLY as “Local only”. */
export function words(name: string): string {
  const spaced = name.toLowerCase().replaceAll('_', ' ');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });

/** Words of a text in any script. */
export function countWords(text: string): number {
  let found = 0;
  for (const { isWordLike } of segmenter.segment(text)) if (isWordLike) found++;
  return found;
}
