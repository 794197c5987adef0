import type { Task } from '../../src/task.ts';
import { type Answered, isRefused } from '../ask/ask.ts';
import type { Row } from '../rows/row.ts';
import { answerLine } from './answer-line.ts';
import type { Ink } from './ink.ts';

export type Form = 'text' | 'json' | 'ndjson';

/** How rows become output: `open` before the first, `row` for each, `close` after the last. */
export interface RowWriter<T extends Task> {
  open: string;
  row(row: Row<T>): string;
  close: string;
}

interface Layout {
  form: Form;
  /** True where a row must stay on one line of its own. */
  oneLine: boolean;
}

/** The rows as text, as one JSON array, or as one JSON object a line. */
export function rowWriter<T extends Task>(task: T, { form, oneLine }: Layout, ink: Ink): RowWriter<T> {
  if (form === 'text') return { open: '', row: (row) => `${textOf(task, row, oneLine, ink)}\n`, close: '' };
  const document = (row: Row<T>) => ink.plain(JSON.stringify(documentOf(row)));
  if (form === 'ndjson') return { open: '', row: (row) => `${document(row)}\n`, close: '' };
  return { open: '[', row: (row) => `${row.index === 0 ? '\n' : ',\n'}  ${document(row)}`, close: '\n]\n' };
}

/** A row without an answer is an empty line, so that line n of the output belongs to line n of the input. */
function textOf<T extends Task>(task: T, { reply }: Row<T>, oneLine: boolean, ink: Ink): string {
  if (!reply || isRefused(reply)) return '';
  const line = answerLine(task, reply, ink);
  return oneLine ? line.replace(/\s*\n\s*/g, ' ') : line;
}

function documentOf<T extends Task>({ index, reply }: Row<T>): object {
  if (!reply) return { index, empty: true };
  return isRefused(reply) ? { index, ...reply } : { index, ...flat(reply) };
}

/** The value's fields first: they are what a reader came for. */
function flat<T extends Task>({ value, ...about }: Answered<T>): object {
  return { ...value, ...about };
}
