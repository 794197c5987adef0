import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/config/package-root.ts';
import { type Line, TABLE_HEAD, tableRow } from './line.ts';

const PAGE = join(packageRoot, 'docs', 'servers.md');
const TABLE = /(?<=<!-- servers -->\n)[\s\S]*(?=<!-- end of servers -->)/;
const ROW = /^\| .*\|$/gm;

/** The server of a row, without its version. */
const serverOf = (row: string) => row.split(' ')[1];

/** Puts the rows into the table of the page, between the marks. Rows of servers that were not tried this time stay. */
export function writePage(head: string, lines: readonly Line[]): void {
  const page = readFileSync(PAGE, 'utf8');
  const rows = lines.map((line) => tableRow(line).trim());
  const tried = new Set([...rows, ...TABLE_HEAD.split('\n')].map(serverOf));
  const kept = [...(TABLE.exec(page)?.[0] ?? '').matchAll(ROW)].map(([row]) => row).filter((row) => !tried.has(serverOf(row)));
  const all = [...kept, ...rows].toSorted((one, other) => (serverOf(one) ?? '').localeCompare(serverOf(other) ?? ''));
  const right = all.filter((row) => row.endsWith('| yes |')).length;
  const table = `\n${head} ${right} of ${all.length} rows are as they should be.\n\n${TABLE_HEAD}${all.join('\n')}\n\n`;
  writeFileSync(
    PAGE,
    page.replace(TABLE, () => table),
  );
}
