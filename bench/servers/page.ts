import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/config/package-root.ts';
import { type Line, TABLE_HEAD, tableRow } from './line.ts';

const PAGE = join(packageRoot, 'docs', 'servers.md');
const TABLE = /(?<=<!-- servers -->\n)[\s\S]*(?=<!-- end of servers -->)/;

/** Puts the table into its page, between the marks. */
export function writePage(head: string, lines: readonly Line[]): void {
  const table = `\n${head}\n\n${TABLE_HEAD}${lines.map(tableRow).join('')}\n`;
  writeFileSync(
    PAGE,
    readFileSync(PAGE, 'utf8').replace(TABLE, () => table),
  );
}
