import { columnName } from '../compare/comparison.ts';
import type { Job } from './job.ts';
import { writeCsv } from './write-csv.ts';

/** One line a row: its text, its label, and for each column the answer, the error and the time it took. */
export function jobCsv({ items, columns }: Job): string {
  const names = columns.map(({ column }) => columnName(column));
  const head = ['row', 'text', 'expected', ...names.flatMap((name) => [name, `${name} error`, `${name} latency_ms`])];
  const rows = items.map(({ text, label }, place) => [
    place + 1,
    text,
    label,
    ...columns.flatMap(({ results }) => {
      const result = results[place];
      return [result?.outcome, result?.error?.code, result?.meta?.latencyMs];
    }),
  ]);
  return writeCsv([head, ...rows]);
}

export function jobJson({ task, items, columns }: Job): string {
  const rows = items.map(({ text, label }, place) => ({
    text,
    expected: label,
    results: columns.map(({ column, results }) => ({ column: columnName(column), ...results[place] })),
  }));
  return JSON.stringify({ task, rows }, null, 2);
}
