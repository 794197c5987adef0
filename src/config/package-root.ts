import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the installed package: where models/ and package.json are, seen from the sources and from dist/ alike. */
export const packageRoot: string = findRoot(import.meta.dirname);

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'models'))) return folder;
  const parent = dirname(folder);
  if (parent === folder)
    throw new Error('The package of Lingraph is not whole: no folder above this file holds package.json and models/.');
  return findRoot(parent);
}

export const packageVersion: string = (JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string })
  .version;
