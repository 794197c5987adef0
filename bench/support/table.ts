import type { Line } from '../row.ts';

/** A Markdown table, row by row, so that a long run can be watched. */
export function tableHead(): string {
  return '| row | what | measured | promised | met |\n|---|---|---|---|---|\n';
}

export function tableRow(name: string, { what, measured, target, met }: Line): string {
  return `| ${name} | ${what} | ${measured} | ${target} | ${verdictOf(target, met)} |\n`;
}

function verdictOf(target: string, met: boolean | undefined): string {
  if (met === undefined) return target === '' ? '' : 'cannot be told';
  return met ? 'yes' : '**no**';
}
