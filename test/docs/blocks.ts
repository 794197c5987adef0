/** The code blocks of the pages, and what the pages say of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/config/package-root.ts';

export interface Block {
  /** Page and line: README.md:12 */
  at: string;
  page: string;
  language: string;
  source: string;
  /** What stands behind the language: run=name, answer=name, file=path. */
  info: Readonly<Record<string, string>>;
  /** Why it is not run, from the comment before it: `<!-- deployment example: it needs a router -->`. */
  reason?: string;
}

/** A comment, blank lines, then a block that begins at the margin. */
const BLOCK = /(?:^<!-- (?<reason>(?:deployment example|not run)[^\n]*?) -->\n+)?^```(?<head>[^\n]*)\n(?<source>.*?)^```$/gms;

/** Every block of README.md and docs/. */
export function readBlocks(): Block[] {
  const pages = readdirSync(join(packageRoot, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`);
  return ['README.md', ...pages.toSorted()].flatMap((page) => blocksOf(page, readFileSync(join(packageRoot, page), 'utf8')));
}

export function blocksOf(page: string, text: string): Block[] {
  return [...text.matchAll(BLOCK)].map(({ groups = {}, index }) => {
    const { head = '', source = '', reason } = groups;
    const [language = '', ...info] = head.trim().split(/\s+/);
    const line = text.slice(0, text.indexOf('```', index)).split('\n').length;
    return {
      at: `${page}:${line}`,
      page,
      language,
      source,
      info: Object.fromEntries(info.map((word) => word.split('=', 2))),
      reason,
    };
  });
}
