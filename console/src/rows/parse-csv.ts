export type Delimiter = ',' | ';' | '\t' | '|';

const DELIMITERS: readonly Delimiter[] = [',', ';', '\t', '|'];
const sampleLines = 20;

/**
 * The records of a text: cells may be quoted, hold delimiters, doubled quotes and line ends. Empty lines are passed over.
 * `onUnclosed` hears in which record, from 1, a quote is opened and never closed: all that follows is in that cell.
 */
export function parseCsv(
  source: string,
  delimiter: Delimiter | undefined,
  onUnclosed?: (record: number) => void,
): readonly (readonly string[])[] {
  const text = source.startsWith('\uFEFF') ? source.slice(1) : source;
  const records: string[][] = [];
  let record: string[] = [];
  let place = 0;
  const endRecord = () => {
    if (record.length > 1 || record[0]?.trim()) records.push(record);
    record = [];
  };
  while (place < text.length) {
    const quoted = text[place] === '"' ? readQuoted(text, place + 1) : undefined;
    if (quoted && !quoted.isClosed) onUnclosed?.(records.length + 1);
    const start = quoted ? quoted.end : place;
    const end = cellEnd(text, start, delimiter);
    // What follows a closing quote is kept: better an odd cell than a lost word.
    record.push(quoted ? quoted.cell + text.slice(start, end) : text.slice(start, end));
    if (text[end] === delimiter && end < text.length) {
      place = end + 1;
      if (place === text.length) record.push('');
      continue;
    }
    place = text[end] === '\r' && text[end + 1] === '\n' ? end + 2 : end + 1;
    endRecord();
  }
  endRecord();
  return records;
}

/** A cell from behind its opening quote to behind its closing one; a quote that is never closed ends with the text. */
function readQuoted(text: string, from: number): { cell: string; end: number; isClosed: boolean } {
  const pieces: string[] = [];
  let start = from;
  for (;;) {
    const quote = text.indexOf('"', start);
    if (quote < 0) return { cell: pieces.join('') + text.slice(start), end: text.length, isClosed: false };
    if (text[quote + 1] !== '"') return { cell: pieces.join('') + text.slice(start, quote), end: quote + 1, isClosed: true };
    pieces.push(text.slice(start, quote + 1));
    start = quote + 2;
  }
}

function cellEnd(text: string, from: number, delimiter: Delimiter | undefined): number {
  let end = from;
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end++;
  return end;
}

/** The delimiter that cuts the first lines into equally many cells, at least two; undefined for one text a line. */
export function guessDelimiter(source: string): Delimiter | undefined {
  const sample = source.slice(0, 20_000);
  let best: { delimiter: Delimiter; cells: number } | undefined;
  for (const delimiter of DELIMITERS) {
    const records = parseCsv(sample, delimiter).slice(0, sampleLines);
    const cells = records[0]?.length ?? 0;
    // The sample may end within its last record.
    const whole = records.length > 2 && source.length > sample.length ? records.slice(0, -1) : records;
    const even = whole.every((record) => record.length === cells);
    if (cells > 1 && even && cells > (best?.cells ?? 1)) best = { delimiter, cells };
  }
  return best?.delimiter;
}
