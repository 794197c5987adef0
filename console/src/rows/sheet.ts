import { tabStorage } from '../api/kept.ts';
import { createStore } from '../api/store.ts';
import { guessDelimiter, parseCsv } from './parse-csv.ts';

/** Rows as they were pasted or read, and what its columns mean. */
export interface Sheet {
  /** What stands in the paste box; empty when the rows come from a file. */
  pasted: string;
  fileName?: string;
  note?: string;
  records: readonly (readonly string[])[];
  hasHeader: boolean;
  textColumn: number;
  /** -1 for none. */
  labelColumn: number;
}

const EMPTY: Sheet = { pasted: '', records: [], hasHeader: false, textColumn: 0, labelColumn: -1 };

const TEXT_NAMES = /^(?:text|texts|sentence|review|comment|message|content|document|body|input|source)$/i;
const LABEL_NAMES = /^(?:label|labels|class|category|sentiment|expected|gold|target|topic)$/i;

/** Finds the columns by their names; without names, the longest cells are the texts. */
function sheetOf(text: string): Sheet {
  let note: string | undefined;
  const records = parseCsv(text, guessDelimiter(text), (record) => {
    note = `A quote in row ${record} is opened and never closed: all that follows was read as one cell.`;
  });
  const [first = [], second = []] = records;
  const named = first.findIndex((cell) => TEXT_NAMES.test(cell.trim()));
  const labelColumn = first.findIndex((cell) => LABEL_NAMES.test(cell.trim()));
  const hasHeader = named >= 0 || labelColumn >= 0;
  const sample = hasHeader ? second : first;
  const longest = sample.reduce((best, cell, place) => (cell.length > (sample[best]?.length ?? 0) ? place : best), 0);
  return { ...EMPTY, note, records, hasHeader, textColumn: named >= 0 ? named : longest, labelColumn };
}

const kept = tabStorage.read('rows') ?? '';

export const sheet = createStore<Sheet>(kept ? { ...sheetOf(kept), pasted: kept } : EMPTY);

const TOO_LARGE = 'These rows are too large for the browser to keep: they are lost when this tab closes or is loaded again.';

const together = (...notes: readonly (string | undefined)[]): string | undefined =>
  notes.filter((note) => note !== undefined).join(' ') || undefined;

export function pasteRows(pasted: string): void {
  const isKept = tabStorage.write('rows', pasted || undefined);
  // Rather nothing than what was pasted before.
  if (!isKept) tabStorage.write('rows', undefined);
  const read = sheetOf(pasted);
  sheet.set({ ...read, pasted, note: together(read.note, isKept ? undefined : TOO_LARGE) });
}

export function fileRows(fileName: string, text: string, note?: string): void {
  const read = sheetOf(text);
  const empty = read.records.length === 0 ? 'There is nothing in this file.' : undefined;
  sheet.set({ ...read, fileName, note: together(note, read.note, empty) });
}

/** The texts of a sheet with the labels they should get, where it has them. */
export function itemsOf({ records, hasHeader, textColumn, labelColumn }: Sheet): readonly { text: string; label?: string }[] {
  return records.slice(hasHeader ? 1 : 0).map((record) => ({
    text: record[textColumn] ?? '',
    ...(labelColumn >= 0 && { label: record[labelColumn]?.trim() ?? '' }),
  }));
}

export function columnNames({ records, hasHeader }: Sheet): readonly string[] {
  const [first = []] = records;
  return first.map((cell, place) => (hasHeader && cell.trim() ? cell.trim() : `Column ${place + 1}`));
}
