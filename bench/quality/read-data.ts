import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The data folder of a run, and how many rows of each set are looked at. */
export interface Data {
  folder: string;
  limit: number;
}

export interface Row {
  text: string;
  label: string;
}

export const readText = ({ folder }: Data, file: string) => readFile(join(folder, file), 'utf8');

export const readLines = async (data: Data, file: string) => (await readText(data, file)).replace(/\n$/, '').split('\n');

export const readJson = async (data: Data, file: string): Promise<unknown> => JSON.parse(await readText(data, file));

export const readJsonLines = async (data: Data, file: string): Promise<unknown[]> =>
  (await readLines(data, file)).filter(Boolean).map((line) => JSON.parse(line));

/** The cells of a file with quoted fields, which may hold separators and line breaks; without the header. */
export async function readTable(data: Data, file: string, separator: string): Promise<string[][]> {
  const text = await readText(data, file);
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^${separator}\\n]*))(${separator}|\\r?\\n|$)`, 'gu');
  const rows: string[][] = [[]];
  for (const { 1: quoted, 2: plain, 3: end } of text.matchAll(cell)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end !== separator) rows.push([]);
  }
  return rows.slice(1).filter((row) => row.length > 1);
}

/** At most `limit` of the items, spread evenly over all. */
export function spread<Item>(items: readonly Item[], limit: number): Item[] {
  if (items.length <= limit) return [...items];
  return Array.from({ length: limit }, (_, place) => items[Math.floor((place * items.length) / limit)] as Item);
}
