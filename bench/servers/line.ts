/** What one row came to with one server. */
export interface Line {
  /** With its version. */
  server: string;
  row: string;
  came: string;
  calls: string;
  pass: boolean;
}

export const TABLE_HEAD = `| server | row | what came | calls | pass |
|---|---|---|---|---|
`;

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ').trim();

export function tableRow({ server, row, came, calls, pass }: Line): string {
  return `| ${[server, row, came, calls, pass ? 'yes' : '**no**'].map(cell).join(' | ')} |\n`;
}
