import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';

/** Only what is checked here; the rest of a manifest is its backend's. */
const manifestSchema = z.object({ id: z.string(), files: z.record(z.string(), z.object({ sha256: z.string() })) });

export interface VerifiedFile {
  model: string;
  /** Within the model's folder. */
  file: string;
  /** What is wrong, in words; absent when the file is as its manifest says. */
  problem?: string;
}

/** Compares every file that a manifest below `folder` names with its hash. Throws when the folder cannot be read. */
export async function verifyModels(folder: string): Promise<VerifiedFile[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const models = entries.filter((entry) => !entry.isFile()).map(({ name }) => name);
  return (await Promise.all(models.toSorted().map((model) => verifyModel(folder, model)))).flat();
}

/** Folders without a manifest promise nothing that could be checked. */
async function verifyModel(folder: string, model: string): Promise<VerifiedFile[]> {
  const text = await readFile(join(folder, model, 'manifest.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  const manifest = parseManifest(text);
  if (!manifest) return [{ model, file: 'manifest.json', problem: 'is not a manifest' }];
  const files = Object.entries(manifest.files);
  return Promise.all(
    files.map(async ([file, { sha256 }]) => ({ model, file, problem: await problemOf(join(folder, model, file), sha256) })),
  );
}

function parseManifest(text: string) {
  try {
    return manifestSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

async function problemOf(path: string, expected: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'is missing' : 'cannot be read';
  }
  const found = hash.digest('hex');
  return found === expected ? undefined : `has changed: its sha256 is ${found}, not ${expected}`;
}
