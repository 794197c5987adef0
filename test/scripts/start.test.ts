import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { packageRoot } from '../../src/config/package-root.ts';

const NOBODY = 65_534;

let folder = '';
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it.skipIf(process.platform !== 'linux')(
  'says in a sentence that an unbuilt folder may not be written',
  { timeout: 180_000 },
  () => {
    folder = mkdtempSync(join(tmpdir(), 'lingraph-unbuilt-'));
    cpSync(join(packageRoot, 'scripts'), join(folder, 'scripts'), { recursive: true });
    cpSync(join(packageRoot, 'package.json'), join(folder, 'package.json'));
    chmodSync(folder, 0o555);
    const asNobody = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
    const { status, stderr } = spawnSync(process.execPath, ['scripts/start.js'], { cwd: folder, encoding: 'utf8', ...asNobody });
    chmodSync(folder, 0o755);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: `lingraph: ${join(folder, 'dist')} cannot be written, and what is built there is missing or older than its sources. Run \`npm run build\` once as a user who may write there.\n`,
    });
  },
);
