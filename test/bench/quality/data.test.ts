import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../src/config/package-root.ts';

it('the measure of quality takes its data from no place that it is not told', async () => {
  const program = join(packageRoot, 'dist', 'bench', 'quality.js');
  const failed = await promisify(execFile)(process.execPath, [program], { timeout: 200_000 }).catch((cause) => cause);
  expect(failed).toMatchObject({ code: 1, stdout: '' });
  expect(failed.stderr).toContain('--data FOLDER');
  expect(failed.stderr).not.toContain(packageRoot);
});
