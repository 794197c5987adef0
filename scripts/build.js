// Builds dist/ from the sources. With --stale, only when a source is newer than the last build:
// install scripts are off, so `npm start` has to see to this itself.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const stamp = join(root, 'dist', '.built');
const sources = [
  'src',
  'resolvers',
  'backends',
  'cli',
  'bench',
  'test/backends',
  'schema',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
];

function newest(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return 0;
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(found.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function isStale() {
  return !existsSync(stamp) || Math.max(...sources.map((source) => newest(join(root, source)))) > statSync(stamp).mtimeMs;
}

/** Compiles the sources into dist/ and lays the schema beside them. */
function build() {
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  const started = Date.now();
  rmSync(stamp, { force: true });
  for (const room of ['src', 'resolvers', 'backends', 'cli', 'bench', 'test', 'schema'])
    rmSync(join(root, 'dist', room), { recursive: true, force: true });
  mkdirSync(join(root, 'dist'), { recursive: true });
  execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], { stdio: 'inherit', cwd: root });
  cpSync(join(root, 'schema'), join(root, 'dist', 'schema'), { recursive: true });
  writeFileSync(stamp, '');
  process.stderr.write(`built in ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
}

export function buildStale() {
  if (isStale()) build();
}

if (process.argv[1] === import.meta.filename) {
  if (process.argv.includes('--stale')) buildStale();
  else build();
}
