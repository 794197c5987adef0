import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The path of a file of this package, from sources and from dist/ alike. */
export function packageFile(name: string): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return join(folder, name);
}
