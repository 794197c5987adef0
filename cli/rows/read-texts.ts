import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { addAbortSignal } from 'node:stream';
import { CliFailure } from '../cli-failure.ts';
import { EXIT_CODE } from '../exit-code.ts';
import type { World } from '../world.ts';
import { checkEncoding } from './check-encoding.ts';
import { readLines, readWhole } from './read-lines.ts';

export interface Texts {
  groups: AsyncIterable<readonly string[]>;
  /** Of a file, in bytes. */
  totalBytes?: number;
  /** True where every text is a line of its own. */
  lines: boolean;
}

interface Source {
  /** The texts on the command line. */
  given: readonly string[];
  /** `-` is stdin. */
  file?: string;
  /** Take the file or stdin as one text. */
  whole?: boolean;
}

/** The texts to ask for: those on the command line, else of a file, else of stdin. Throws CliFailure when there are none. */
export async function readTexts({ given, file, whole = false }: Source, { stdin, stderr, ended }: World): Promise<Texts> {
  if (given.length > 0 && file !== undefined) throw usage('Give texts or --file, not both.');
  if (given.length > 0) return { groups: once(given), lines: false };
  const piped = file === undefined || file === '-';
  if (piped && stdin.isTTY) throw usage('There is nothing to read: give a text, --file, or lines on stdin.');
  const totalBytes = piped ? undefined : await sizeOf(file);
  const chunks: AsyncIterable<Uint8Array> = addAbortSignal(ended, piped ? stdin : createReadStream(file));
  const checked = checkEncoding(chunks, () => stderr.write(NOT_UTF8));
  return { groups: whole ? wholeOf(checked) : readLines(checked), totalBytes, lines: !whole };
}

const NOT_UTF8 = 'The input is not all UTF-8: characters that are not are read as \uFFFD.\n';

function usage(message: string): CliFailure {
  return new CliFailure(message, { exitCode: EXIT_CODE.usage });
}

async function* once(texts: readonly string[]): AsyncGenerator<readonly string[]> {
  yield texts;
}

async function* wholeOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly string[]> {
  yield [await readWhole(chunks)];
}

/** A pipe or a device has no size worth showing. */
async function sizeOf(file: string): Promise<number | undefined> {
  try {
    const found = await stat(file);
    if (found.isDirectory()) throw new CliFailure(`${file} is a folder.`);
    return found.isFile() ? found.size : undefined;
  } catch (cause) {
    if (cause instanceof CliFailure) throw cause;
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new CliFailure(missing ? `${file} does not exist.` : `${file} cannot be read.`, { cause });
  }
}
