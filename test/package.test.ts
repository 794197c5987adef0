import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The files that a page links to by a relative path, from the root. */
function linksOf(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, target = '']) => posix.join(posix.dirname(page), target));
}

describe('the package', () => {
  let files: string[];
  beforeAll(() => {
    const output = execFileSync('npm', ['pack', '--dry-run', '--json'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [packed] = Object.values(JSON.parse(output)) as [{ files: { path: string }[] }];
    files = packed.files.map(({ path }) => path);
  });

  it.each([
    'LICENSE',
    'NOTICE',
    'README.md',
    'CHANGELOG.md',
    'package.json',
    'dist/cli/main.js',
    'dist/src/main.js',
    'dist/src/main.d.ts',
    'dist/resolvers/type-defs.js',
    'dist/backends/index.js',
    'dist/schema/query.graphql',
    'dist/client/main.js',
    'dist/client/main.d.ts',
    'schema.graphql',
    'docs/README.md',
    'docs/errors.md',
    'models/sentiment-minilm/manifest.json',
    'models/sentiment-minilm/onnx/model_quantized.onnx',
    'models/all-minilm-l6-v2/onnx/model_quantized.onnx',
    'models/firefox-en-pt/model.enpt.intgemm.alphas.bin',
    'models/firefox-pt-en/vocab.pten.spm',
    'models/licenses/Apache-2.0.txt',
    'models/licenses/MPL-2.0.txt',
  ])('holds %s', (path) => {
    expect(files).toContain(path);
  });

  it('holds nothing but what runs, the models, and their papers', () => {
    const strange = files.filter(
      (path) =>
        !/^(dist\/(src|resolvers|backends|cli|client|schema|console)\/|models\/|docs\/|(schema\.graphql|LICENSE|NOTICE|README\.md|CHANGELOG\.md|package\.json)$)/.test(
          path,
        ),
    );
    expect(strange).toEqual([]);
  });

  it('holds every file of every model that its manifest names', () => {
    const manifests = files.filter((path) => /^models\/[^/]+\/manifest\.json$/.test(path));
    expect(manifests.length).toBeGreaterThan(3);
    for (const path of manifests) {
      const named = Object.keys(JSON.parse(readFileSync(join(root, path), 'utf8')).files);
      expect(files).toEqual(expect.arrayContaining(named.map((file) => path.replace('manifest.json', file))));
    }
  });

  it('holds every file that one of its pages links to', () => {
    const pages = files.filter((path) => path === 'README.md' || /^docs\/.*\.md$/.test(path));
    expect(pages.length).toBeGreaterThan(20);
    expect(pages.flatMap((page) => linksOf(page).filter((target) => !files.includes(target)))).toEqual([]);
  });

  it('exports files that are there', () => {
    const targets = Object.values(manifest.exports).flatMap((entry) =>
      typeof entry === 'string' ? entry : Object.values(entry as object),
    );
    expect(targets.length).toBeGreaterThan(5);
    for (const target of [...targets, `./${manifest.bin.lingraph}`]) expect(existsSync(join(root, target)), target).toBe(true);
  });
});

it('the lock file names no host, so that any registry serves it', () => {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  expect(lock).not.toMatch(/"resolved"/);
  expect(lock).not.toMatch(/https?:\/\/[^"]*\/-\//);
});

it('the lock file holds the parts of every package for every platform, without which npm ci refuses it', () => {
  type Locked = Record<string, { optionalDependencies?: Record<string, string> }>;
  const packages: Locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`],
    ),
  );
  expect(missing).toEqual([]);
});

it('every version is pinned', () => {
  const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.overrides });
  expect(versions.filter((version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(String(version)))).toEqual([]);
});
