import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { packageRoot } from '../../src/config/package-root.ts';
import { loadSettings } from '../../src/main.ts';

const page = readFileSync(join(packageRoot, 'docs', 'how-to', 'remote-backends.md'), 'utf8');
const examples = [...page.matchAll(/^```yaml settings\n(.*?)^```/gms)].map(([, text = '']) => text);
/** Every variable that an example names has some value. */
const env = Object.fromEntries([...page.matchAll(/\$\{([A-Z_]+)\}/g)].map(([, name = '']) => [name, 'a-key']));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lingraph-docs-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

it('shows every policy and every kind of remote backend', () => {
  const text = examples.join('\n');
  for (const shown of ['cascade', 'weighted', 'fastest', 'cheapest', 'shadow:', 'hedge:', 'huggingface', 'openinference'])
    expect(text).toContain(shown);
});

it.each(examples)('may stand in a settings file:\n%s', (text) => {
  const file = join(folder, 'lingraph.yaml');
  writeFileSync(file, text);
  const { backends, routes } = loadSettings({ file, env });
  expect(Object.keys(backends).length).toBeGreaterThan(0);
  expect(Object.keys(routes)).toHaveLength(4);
});
