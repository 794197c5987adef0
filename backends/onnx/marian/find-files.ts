import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { refuse } from './refuse.ts';

/** A file of a model folder, whole in memory. */
export interface ModelFile {
  name: string;
  bytes: Buffer;
}

export interface ModelFiles {
  model: ModelFile;
  sourceVocabulary: ModelFile;
  /** The same as the source's where both languages share one. */
  targetVocabulary: ModelFile;
}

const MODEL_FILE = /^model\..+\.intgemm\.alphas\.bin$/;
const SHARED_VOCABULARY_FILE = /^vocab\..+\.spm$/;
const SOURCE_VOCABULARY_FILE = /^srcvocab\..+\.spm$/;
const TARGET_VOCABULARY_FILE = /^trgvocab\..+\.spm$/;

/** The largest file that is read: the largest model of this kind has a fifth of it. */
const MAX_FILE_BYTES = 256 * 2 ** 20;

/** Reads the files of a Firefox Translations folder. Refuses with `MODEL_NOT_READY` when one is missing or too large. */
export async function findFiles(folder: string): Promise<ModelFiles> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw refuse(basename(folder), 'it cannot be read', cause);
  });
  const read = async (pattern: RegExp, example: string): Promise<ModelFile> => {
    const found = names.filter((name) => pattern.test(name));
    const [name] = found;
    if (name === undefined) throw refuse(basename(folder), `it has no file ${example}`);
    if (found.length > 1) throw refuse(basename(folder), `it has more than one file ${example}`);
    return { name, bytes: await readWhole(join(folder, name), name) };
  };
  const model = await read(MODEL_FILE, 'model.*.intgemm.alphas.bin');
  if (names.some((name) => SHARED_VOCABULARY_FILE.test(name))) {
    const vocabulary = await read(SHARED_VOCABULARY_FILE, 'vocab.*.spm');
    return { model, sourceVocabulary: vocabulary, targetVocabulary: vocabulary };
  }
  const sourceVocabulary = await read(SOURCE_VOCABULARY_FILE, 'vocab.*.spm or srcvocab.*.spm');
  return { model, sourceVocabulary, targetVocabulary: await read(TARGET_VOCABULARY_FILE, 'trgvocab.*.spm') };
}

async function readWhole(path: string, name: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size <= MAX_FILE_BYTES) return await readFile(path);
  } catch (cause) {
    throw refuse(name, 'it cannot be read', cause);
  }
  throw refuse(name, `it is larger than ${MAX_FILE_BYTES} bytes`);
}
