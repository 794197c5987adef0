/** Runs blocks of shell as a reader would: in a folder of their own, beside the files they speak of, with the command of this build. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/config/package-root.ts';

const FILES: Readonly<Record<string, string>> = {
  'reviews.txt': 'I love it.\nIt broke after a day.\n',
  'linhas.txt': 'Bom dia, meus amigos.\n',
  'tickets.txt': 'I was charged twice.\n',
  'report.txt': 'The bridge was closed on Monday. Engineers had found a crack. It will open in May.\n',
  'reviews.csv': 'id;text\r\n1;"I love it; really."\r\n',
};

const main = join(packageRoot, 'dist', 'cli', 'main.js');
const HEAD = `set -e
lingraph() { "${process.execPath}" "${main}" "$@"; }
npx() { "$@"; }
`;

/** The standard output. Rejects, with what stood on stderr, when a command of the block fails. */
export async function runShell(source: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'lingraph-docs-'));
  for (const [name, content] of Object.entries(FILES)) writeFileSync(join(folder, name), content);
  try {
    return await new Promise((resolve, reject) => {
      execFile(
        'sh',
        ['-c', HEAD + source],
        { cwd: folder, timeout: 200_000, env: { ...process.env, ...env } },
        (error, stdout, stderr) => {
          if (error) reject(new Error(`${source}\n${stderr}${stdout}`, { cause: error }));
          else resolve(stdout);
        },
      );
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
