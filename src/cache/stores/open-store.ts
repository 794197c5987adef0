import type { KeyValueStore } from '../store.ts';

/**
 * The store a setting names, loaded on first use. A dead Redis or Postgres holds the start up for half a second at
 * the most, and is asked again by itself. Throws an Error that says what to write for a file that cannot be opened.
 */
export async function openStore(url: string): Promise<KeyValueStore> {
  if (/^rediss?:\/\//.test(url)) return (await import('./redis-store.ts')).openRedisStore(url);
  if (/^postgres(?:ql)?:\/\//.test(url)) return (await import('./postgres-store.ts')).openPostgresStore(url);
  return openFile(url.replace(/^file:/, ''));
}

async function openFile(path: string): Promise<KeyValueStore> {
  const { openLibsqlStore } = await import('./libsql-store.ts');
  try {
    return openLibsqlStore(path);
  } catch (cause) {
    throw new Error(`cache.store: ${path} cannot be opened as a database. Write the path of a file that may be written.`, {
      cause,
    });
  }
}
