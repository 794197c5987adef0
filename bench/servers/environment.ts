import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Server } from './server.ts';

const run = promisify(execFile);
/** A package that is built from its source takes long. */
const INSTALL_MS = 3_600_000;

/** Installs the packages of a server into an environment in `folder`, unless they are there. Rejects with the reason in a line. */
export async function installPackages(folder: string, { packages, files = [], unwanted = [] }: Server): Promise<void> {
  const wanted = [...packages, ...files].join('\n');
  const stamp = join(folder, 'installed.txt');
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted) return;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  try {
    await run('python3', ['-m', 'venv', folder], { timeout: INSTALL_MS });
    const flags = ['--quiet', '--disable-pip-version-check', '--no-input'];
    const pip = (...parameters: readonly string[]) =>
      run(programOf(folder, 'pip'), [...parameters, ...flags], { timeout: INSTALL_MS, maxBuffer: 100_000_000 });
    // Not compiled: most of what a server brings is never loaded.
    await pip('install', '--no-compile', ...packages);
    if (files.length > 0) await pip('install', '--no-compile', '--no-deps', ...files);
    if (unwanted.length > 0) await pip('uninstall', '--yes', ...unwanted);
  } catch (thrown) {
    throw new Error(reasonOf(thrown), { cause: thrown });
  }
  await writeFile(stamp, wanted);
}

export const programOf = (folder: string, program: string) => join(folder, 'bin', program);

/** The last line that tells of an error, or else the last line. */
function reasonOf(thrown: unknown): string {
  const text = thrown instanceof Error && 'stderr' in thrown ? String(thrown.stderr) || thrown.message : String(thrown);
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.findLast((line) => /^ERROR/i.test(line)) ?? lines.at(-1) ?? 'no reason given';
}
