import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyModels } from '../../../cli/models/verify-models.ts';
import { runCli } from '../../../cli/run-cli.ts';
import { fakeWorld } from '../fake-world.ts';

const root = mkdtempSync(join(tmpdir(), 'lingraph-models-'));
const folder = join(root, 'models');
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

function writeModel(name: string, files: Record<string, string>, manifest?: unknown) {
  mkdirSync(join(folder, name), { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, name, file), text);
  if (manifest !== undefined) writeFileSync(join(folder, name, 'manifest.json'), JSON.stringify(manifest));
}

beforeAll(() => {
  writeModel('good', { 'a.bin': 'a' }, { id: 'good', files: { 'a.bin': { sha256: sha256('a'), bytes: 1 } } });
  writeModel('bent', { 'a.bin': 'b' }, { id: 'bent', files: { 'a.bin': { sha256: sha256('a'), bytes: 1 } } });
  writeModel('lost', {}, { id: 'lost', files: { 'a.bin': { sha256: sha256('a'), bytes: 1 } } });
  writeModel('odd', {}, { hello: 1 });
  writeModel('none', { 'a.bin': 'a' });
});
afterAll(() => rmSync(root, { recursive: true }));

it('names every file that is not as its manifest says', async () => {
  expect(await verifyModels(folder)).toEqual([
    { model: 'bent', file: 'a.bin', problem: `has changed: its sha256 is ${sha256('b')}, not ${sha256('a')}` },
    { model: 'good', file: 'a.bin', problem: undefined },
    { model: 'lost', file: 'a.bin', problem: 'is missing' },
    { model: 'odd', file: 'manifest.json', problem: 'is not a manifest' },
  ]);
});

it('ends with 1 where a file is wrong, and with 0 where all are right', async () => {
  const wrong = fakeWorld();
  expect(await runCli(['models', 'verify', folder], '1', wrong)).toBe(1);
  expect(wrong.out()).toContain('WRONG\tlost/a.bin is missing\n');
  for (const name of ['bent', 'lost', 'odd']) rmSync(join(folder, name), { recursive: true });
  const right = fakeWorld();
  expect(await runCli(['models', 'verify', folder], '1', right)).toBe(0);
  expect(right.out()).toBe('ok\tgood/a.bin\n');
  expect(await runCli(['models', 'verify', join(root, 'nowhere')], '1', fakeWorld())).toBe(1);
});

it('the shipped models are as their manifests say', async () => {
  const shipped = await verifyModels(join(import.meta.dirname, '..', '..', '..', 'models'));
  expect(shipped.length).toBeGreaterThan(10);
  expect(shipped.filter(({ problem }) => problem)).toEqual([]);
});
