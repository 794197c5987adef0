import { join } from 'node:path';
import { packageRoot } from '../../src/config/package-root.ts';
import { verifyModels } from '../models/verify-models.ts';
import type { Check } from './check.ts';

/** Whether the shipped models are the files that were shipped. */
export async function checkFiles(folder = join(packageRoot, 'models')): Promise<Check[]> {
  const files = await verifyModels(folder).catch(() => []);
  const wrong = files.filter(({ problem }) => problem);
  if (files.length > 0 && wrong.length === 0)
    return [{ name: 'model files', state: 'ok', found: `${files.length} match their sha256` }];
  const advice = 'Install Lingraph again: the files on this disk are not those that were shipped.';
  if (files.length === 0) return [{ name: 'model files', state: 'failed', found: `none in ${folder}`, advice }];
  return wrong.map(({ model, file, problem }) => ({
    name: 'model files',
    state: 'failed',
    found: `${model}/${file} ${problem}`,
    advice,
  }));
}
