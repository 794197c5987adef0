import type { KeyValueStore } from '../store.ts';
import { inWords } from '../trouble.ts';
import { fileTrouble } from './file-trouble.ts';

/**
 * The store a setting names, loaded on first use. A dead Redis or Postgres holds the start up for half a second at
 * the most, and is asked again by itself. Rejects with an Error that says what to do for a file that cannot be opened.
 * `maxBytes` bounds a file; others have bounds of their own.
 */
export async function openStore(url: string, maxBytes = 1_000_000_000): Promise<KeyValueStore> {
  if (/^rediss?:\/\//.test(url)) return (await import('./redis-store.ts')).openRedisStore(url);
  if (/^postgres(?:ql)?:\/\//.test(url)) return (await import('./postgres-store.ts')).openPostgresStore(url);
  return openFile(url.replace(/^file:/, ''), maxBytes);
}

async function openFile(path: string, maxBytes: number): Promise<KeyValueStore> {
  const { openLibsqlStore } = await import('./libsql-store.ts');
  try {
    return openLibsqlStore(path, maxBytes);
  } catch (cause) {
    const { problem } = fileTrouble(cause) ?? { problem: `${inWords(cause)}.` };
    throw new Error(`${path} cannot be opened as a database. ${problem}`, { cause });
  }
}
