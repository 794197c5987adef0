// Builds dist/ from the sources. With --stale, only what is older than its sources:
// install scripts are off, so `npm start` has to see to this itself.
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '..');
const run = promisify(execFile);

const gateway = {
  stamp: join(root, 'dist', '.built'),
  sources: [
    'src',
    'resolvers',
    'backends',
    'cli',
    'client',
    'bench',
    'test/support',
    'schema',
    'package.json',
    'tsconfig.json',
    'tsconfig.build.json',
  ],
  make: buildGateway,
};

const consolePages = {
  stamp: join(root, 'dist', '.built-console'),
  sources: ['console', 'src/limits.ts', 'package.json'],
  make: () => runTool('vite', 'bin/vite.js', 'build', join(root, 'console'), '--logLevel', 'warn'),
};

function newest(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return 0;
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(found.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function isStale({ stamp, sources }) {
  return !existsSync(stamp) || Math.max(...sources.map((source) => newest(join(root, source)))) > statSync(stamp).mtimeMs;
}

/** Runs a tool of a package with this very Node; its words come through when it fails. */
async function runTool(name, script, ...parameters) {
  const path = join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), script);
  try {
    await run(process.execPath, [path, ...parameters], { cwd: root });
  } catch (failure) {
    process.stderr.write(`${failure.stdout ?? ''}${failure.stderr ?? ''}`);
    throw new Error(`${name} failed`);
  }
}

async function buildGateway() {
  for (const room of ['src', 'resolvers', 'backends', 'cli', 'client', 'bench', 'test', 'schema'])
    rmSync(join(root, 'dist', room), { recursive: true, force: true });
  await runTool('typescript', 'bin/tsc', '-p', join(root, 'tsconfig.build.json'));
  cpSync(join(root, 'schema'), join(root, 'dist', 'schema'), { recursive: true });
}

async function build(parts) {
  if (parts.length === 0) return;
  const started = Date.now();
  try {
    mkdirSync(join(root, 'dist'), { recursive: true });
    process.stderr.write('building what is missing or older than its sources\n');
    await Promise.all(
      parts.map(async ({ stamp, make }) => {
        await make();
        writeFileSync(stamp, '');
      }),
    );
  } catch (failure) {
    endForbidden(failure);
    throw failure;
  }
  process.stderr.write(`built in ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
}

/** Who may not write here cannot do anything about a stack. */
function endForbidden({ code, path }) {
  if (!['EACCES', 'EPERM', 'EROFS'].includes(code)) return;
  process.stderr.write(
    `lingraph: ${path} cannot be written, and what is built there is missing or older than its sources. Run \`npm run build\` once as a user who may write there.\n`,
  );
  process.exit(1);
}

export async function buildStale() {
  await build([gateway, consolePages].filter(isStale));
}

if (process.argv[1] === import.meta.filename) {
  await (process.argv.includes('--stale') ? buildStale() : build([gateway, consolePages]));
}
