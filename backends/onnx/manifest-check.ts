/** Checks the files of a model folder against its manifest, before anything reads them as a model. */
import { createHash } from 'node:crypto';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, posix, relative } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Manifest, ModelFolder } from './manifest.ts';
import { externalDataPaths } from './manifest-external-data.ts';

/** Node reads no more than 2 GiB into one buffer, and an ONNX file cannot be larger. */
const MAX_FILE_BYTES = 2 ** 31 - 1;
/** The files at the top of a folder that the engine of an architecture reads by their names. */
const READ_BY: Readonly<Record<Manifest['architecture'], RegExp>> = {
  encoder: /^tokenizer(_config)?\.json$/,
  marian: /^model\..*\.bin$|\.spm$/,
};

/** A file of a folder is not the one of the manifest, or not yet: it may still be on its way. */
export class UnsoundFile extends Error {}

/** The real path of a file inside a folder. Throws where the path or a symbolic link leaves the folder. */
export async function insideOf(folder: string, path: string): Promise<string> {
  const inside = relative(folder, join(folder, path));
  if (isAbsolute(path) || path.includes('\0') || inside.startsWith('..'))
    throw new Error(`${path}: leads out of the model folder`);
  const real = await realpath(join(folder, path)).catch(() => {
    throw new UnsoundFile(`${path}: is missing`);
  });
  if (relative(folder, real).startsWith('..')) throw new Error(`${path}: is a link out of the model folder`);
  return real;
}

/** The content of a file of the folder. Throws where it is missing, too large, or not inside the folder. */
export async function readInside(folder: string, path: string): Promise<Buffer> {
  const real = await insideOf(folder, path);
  const { size } = await stat(real);
  if (size > MAX_FILE_BYTES) throw new Error(`${path}: has ${size} bytes, the most is ${MAX_FILE_BYTES}`);
  return readFile(real);
}

const SLICE_BYTES = 4_000_000;

/** In slices, since a file may come while the gateway serves. */
async function sha256Of(content: Buffer): Promise<string> {
  const hash = createHash('sha256');
  for (let from = 0; from < content.length; from += SLICE_BYTES) {
    hash.update(content.subarray(from, from + SLICE_BYTES));
    await setImmediate();
  }
  return hash.digest('hex');
}

/** Throws where an ONNX file keeps weights in a file outside the folder, or in one that the manifest does not list. */
async function checkExternalData(folder: string, path: string, content: Buffer, listed: ReadonlySet<string>): Promise<void> {
  for (const location of externalDataPaths(content)) {
    const data = isAbsolute(location) ? location : posix.join(posix.dirname(path), location);
    await insideOf(folder, data).catch((error: Error) => {
      throw new Error(`${path}: external data ${error.message}`);
    });
    if (!listed.has(data)) throw new Error(`${path}: external data ${data}: is not in the manifest`);
  }
}

/** Throws where an engine would read a file that the manifest does not list. */
async function checkUnlisted(folder: string, architecture: Manifest['architecture'], listed: ReadonlySet<string>): Promise<void> {
  const read = (await readdir(folder)).filter((name) => READ_BY[architecture].test(name));
  const unlisted = read.find((name) => !listed.has(name));
  if (unlisted) throw new Error(`${unlisted}: is not in the manifest`);
}

/** Throws an error that names the first file at fault. `path` of the folder must be its real path. */
export async function checkFiles({ path: folder, manifest }: ModelFolder): Promise<void> {
  const listed = new Set(Object.keys(manifest.files));
  for (const [path, expected] of Object.entries(manifest.files)) {
    const real = await insideOf(folder, path);
    const { size } = await stat(real);
    if (size !== expected.bytes) throw new UnsoundFile(`${path}: has ${size} bytes, the manifest says ${expected.bytes}`);
    const content = await readInside(folder, path);
    if ((await sha256Of(content)) !== expected.sha256)
      throw new UnsoundFile(`${path}: its sha256 is not the one in the manifest`);
    if (path.endsWith('.onnx')) await checkExternalData(folder, path, content, listed);
  }
  await checkUnlisted(folder, manifest.architecture, listed);
}
