import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, sep } from 'node:path';

export type Encoding = 'br' | 'gzip';

interface StoredForm {
  path: string;
  size: number;
}

export interface PageFile extends StoredForm {
  type: string;
  /** True for a file whose name holds the hash of its content. */
  hashed: boolean;
  etag: string;
  encodings: Partial<Record<Encoding, StoredForm>>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
};

function formAt(path: string): StoredForm | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat?.isFile() ? { path, size: stat.size } : undefined;
}

function pageFile(path: string, name: string): PageFile | undefined {
  const type = TYPES[extname(name)];
  const form = formAt(path);
  if (!type || !form) return undefined;
  const [br, gzip] = [formAt(`${path}.br`), formAt(`${path}.gz`)];
  const hashed = name.startsWith('/assets/');
  // The hash in its name already says all of the content of an asset.
  const version = hashed ? name : readFileSync(path);
  const etag = `"${createHash('sha256').update(version).digest('base64url').slice(0, 22)}"`;
  return { ...form, type, hashed, etag, encodings: { ...(br && { br }), ...(gzip && { gzip }) } };
}

/** The built files of a folder, by the path a browser asks for; empty when the folder is not there. */
export function readPageFiles(folder: string): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  if (!existsSync(folder)) return files;
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const name = `/${entry.split(sep).join('/')}`;
    const file = pageFile(join(folder, entry), name);
    if (file) files.set(name, file);
  }
  return files;
}
