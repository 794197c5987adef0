import { inWords, type Trouble } from '../trouble.ts';

/** What SQLite means by a code, which may be longer: SQLITE_IOERR_WRITE. */
const CODES: readonly (readonly [string, Trouble])[] = [
  [
    'SQLITE_FULL',
    { problem: 'The disk of the file in cache.store is full: answers are read from it, and none is added. Make room there.' },
  ],
  ['SQLITE_NOTADB', { problem: 'The file in cache.store is no database: delete it, or name another.', lasts: true }],
  [
    'SQLITE_CORRUPT',
    {
      problem: 'The file in cache.store is damaged: end the gateway and delete the file, which holds nothing but cached answers.',
      lasts: true,
    },
  ],
  ['SQLITE_BUSY', { problem: 'The file in cache.store is locked by another process: give each gateway a file of its own.' }],
  ['SQLITE_LOCKED', { problem: 'The file in cache.store is locked by another process: give each gateway a file of its own.' }],
  [
    'SQLITE_READONLY',
    {
      problem: 'The file in cache.store, or its folder, may not be written: give the user of the gateway the right to.',
      lasts: true,
    },
  ],
  [
    'SQLITE_PERM',
    { problem: 'The file in cache.store may not be opened: give the user of the gateway the right to.', lasts: true },
  ],
  [
    'SQLITE_CANTOPEN',
    {
      problem: 'The file in cache.store cannot be opened: its folder is missing or may not be written, or it is a folder itself.',
      lasts: true,
    },
  ],
  ['SQLITE_IOERR', { problem: 'The disk of the file in cache.store is full or fails: look at it.' }],
];

/** What an error of a file store means; undefined for one that nobody knows. */
export function fileTrouble(error: unknown): Trouble | undefined {
  const code = codeOf(error);
  return CODES.find(([name]) => code.startsWith(name))?.[1];
}

/** Whether there was no room for something: where a file is opened, that has no name of its own. */
export function isFull(error: unknown): boolean {
  return /^SQLITE_(FULL|IOERR|CANTOPEN)/.test(codeOf(error));
}

/** A file that does not open has its code in the words alone. */
function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code || (/Unable to open .*: 14\b/.test(inWords(error)) ? 'SQLITE_CANTOPEN' : '');
}
