import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/config/package-root.ts';
import { type Line, TABLE_HEAD, tableRow } from './line.ts';

const PAGE = join(packageRoot, 'docs', 'faults.md');
const CARD = /(?<=<!-- card -->\n)[\s\S]*(?=<!-- end of card -->)/;

/** Puts the card into its page, between the marks. */
export function writePage(head: string, lines: readonly Line[]): void {
  const card = `\n${head}\n${TABLE_HEAD}${lines.map(tableRow).join('')}\n`;
  writeFileSync(
    PAGE,
    readFileSync(PAGE, 'utf8').replace(CARD, () => card),
  );
}
