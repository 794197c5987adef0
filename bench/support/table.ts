import type { Line } from '../row.ts';

/** A Markdown table, row by row, so that a long run can be watched. */
export function tableHead(): string {
  return '| row | what | measured | promised | met |\n|---|---|---|---|---|\n';
}

export function tableRow(name: string, { what, measured, target, met }: Line): string {
  const verdict = met === undefined ? '' : met ? 'yes' : '**no**';
  return `| ${name} | ${what} | ${measured} | ${target} | ${verdict} |\n`;
}
