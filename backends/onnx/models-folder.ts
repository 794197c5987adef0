/** Reads the models folders: which model folders are sound, and why the others are not. */
import { readdir, realpath } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import type { ModelHealth } from '../../src/model.ts';
import { type Manifest, type ModelFolder, manifestSchema } from './manifest.ts';
import { checkFiles, insideOf, readInside, UnsoundFile } from './manifest-check.ts';
import { deriveManifest } from './manifest-derive.ts';

/** A model folder that may be loaded, at once or, where its files are not all there, when they are; or the reasons why one may not. */
export type FoundModel = { folder: ModelFolder; problem?: string } | { refused: readonly ModelHealth[] };

const failed = (id: string, detail: string): ModelHealth => ({ id, state: 'FAILED', detail });

/** An error in words for an operator. */
function inWords(error: unknown): string {
  if (!(error instanceof z.ZodError)) return error instanceof Error ? error.message : String(error);
  return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
}

async function readManifest(folder: string): Promise<Manifest | undefined> {
  if (!(await readdir(folder)).includes('manifest.json')) return deriveManifest(folder);
  try {
    return manifestSchema.parse(JSON.parse((await readInside(folder, 'manifest.json')).toString()));
  } catch (error) {
    throw new Error(`manifest.json: ${inWords(error)}`);
  }
}

async function readFolder(root: string, name: string): Promise<FoundModel | undefined> {
  let ids = [name];
  try {
    const path = await insideOf(root, name);
    const manifest = await readManifest(path);
    if (!manifest) return undefined;
    ids = manifest.serves.map((spec) => spec.id);
    const folder = { path, manifest };
    const problem = await problemOf(folder);
    return problem === undefined ? { folder } : { folder, problem };
  } catch (error) {
    return { refused: ids.map((id) => failed(id, `${name}: ${inWords(error)}`)) };
  }
}

/** Which file of a folder is not the one of its manifest, or not yet. Undefined where all are. Throws for what no file can mend. */
export async function problemOf(folder: ModelFolder): Promise<string | undefined> {
  try {
    await checkFiles(folder);
    return undefined;
  } catch (error) {
    if (error instanceof UnsoundFile) return `${basename(folder.path)}: ${error.message}`;
    throw error;
  }
}

async function folderNames(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map(({ name }) => name)
    .sort();
}

/** Ids are taken by whoever comes first; a later folder that claims one is refused whole. */
function claim(ids: Set<string>, { path, manifest }: ModelFolder): readonly ModelHealth[] {
  const claimed = new Set([manifest.id, ...manifest.serves.map((spec) => spec.id)]);
  const taken = [...claimed].filter((id) => ids.has(id));
  if (taken.length > 0)
    return [failed(basename(path), `${basename(path)}: the id ${taken.join(', ')} is taken by another folder`)];
  for (const id of claimed) ids.add(id);
  return [];
}

/**
 * Checks one model folder after the other, in the order of the directories and of names. A directory that cannot be read is a refusal.
 * Folders whose files are not all there come last: they keep no id from a sound one.
 */
export async function* findModels(directories: readonly string[]): AsyncGenerator<FoundModel> {
  const ids = new Set<string>();
  const unsound: (FoundModel & { folder: ModelFolder })[] = [];
  const claimed = (found: FoundModel & { folder: ModelFolder }): FoundModel => {
    const refused = claim(ids, found.folder);
    return refused.length > 0 ? { refused } : found;
  };
  for (const directory of directories) {
    try {
      const root = await realpath(directory);
      for (const name of await folderNames(root)) {
        const found = await readFolder(root, name);
        if (!found) continue;
        if ('refused' in found) yield found;
        else if (found.problem === undefined) yield claimed(found);
        else unsound.push(found);
      }
    } catch (error) {
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      yield { refused: [failed(basename(directory), `the models folder cannot be read (${code})`)] };
    }
  }
  yield* unsound.map(claimed);
}
