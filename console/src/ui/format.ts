/** Numbers as people read them. */

const decimal = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

export const count = (value: number): string => whole.format(value);

/** “1 row”, “2 rows”. */
export const counted = (value: number, noun: string): string => `${count(value)} ${noun}${value === 1 ? '' : 's'}`;

/** `score` from 0 to 1; null where the model gives none. A little is not none, and nearly all is not all. */
export function percent(score: number | null | undefined): string {
  if (score === null || score === undefined) return '–';
  if (score > 0 && score < 0.0005) return '< 0.1\u00a0%';
  return `${score < 1 && score >= 0.9995 ? '> 99.9' : decimal.format(score * 100)}\u00a0%`;
}

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

const cents = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const partsOfCents = new Intl.NumberFormat('en', { minimumSignificantDigits: 2, maximumSignificantDigits: 2 });

export function dollars(value: number): string {
  return value === 0 ? '$0' : `$${(value < 0.01 ? partsOfCents : cents).format(value)}`;
}

/** A moment of today by its time alone, any other with its day. */
export function moment(at: string): string {
  const date = new Date(at);
  return date.toDateString() === new Date().toDateString() ? date.toLocaleTimeString() : date.toLocaleString();
}

/** LOCAL_ONLY as “Local only”. */
export function words(name: string): string {
  const spaced = name.toLowerCase().replaceAll('_', ' ');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });

/** The time that engines take for one text grows with the square of its length: they get it in pieces. */
const pieceLength = 2000;

/** A text in pieces that end with a word, where it has spaces. */
function* piecesOf(text: string): Generator<string> {
  let start = 0;
  while (start < text.length) {
    const longest = start + pieceLength;
    const space = longest < text.length ? text.lastIndexOf(' ', longest) : -1;
    const end = space > start ? space : longest;
    yield text.slice(start, end);
    start = end;
  }
}

/** Words of a text in any script. */
export function countWords(text: string): number {
  let found = 0;
  for (const piece of piecesOf(text)) for (const { isWordLike } of segmenter.segment(piece)) if (isWordLike) found++;
  return found;
}
