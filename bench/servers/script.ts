import { join } from 'node:path';
import { packageRoot } from '../../src/config/package-root.ts';

/** The path of a script in Python, which stands beside the sources. */
export const script = (name: string) => join(packageRoot, 'bench', 'servers', 'python', name);
