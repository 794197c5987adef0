/** The rooms of the house and who may import whom, checked by reading the imports of sources. */
import { posix } from 'node:path';

export interface SourceFile {
  /** From the root of the repository, with `/`. */
  path: string;
  source: string;
}

interface Rule {
  name: string;
  /** The files it holds for. */
  for(path: string): boolean;
  /** What those files may not import: a path from the root, or the name of a package. */
  forbids(imported: string, path: string): boolean;
}

const within =
  (...rooms: string[]) =>
  (path: string) =>
    rooms.some((room) => path === room || path.startsWith(`${room}/`));
const except =
  (room: (path: string) => boolean, ...others: string[]) =>
  (path: string) =>
    room(path) && !within(...others)(path);

const anything = () => true;

const VOCABULARY = ['src/task.ts', 'src/model.ts', 'src/account.ts', 'src/errors.ts'];
const HELPERS = [
  'src/batch.ts',
  'src/with-changes.ts',
  'src/language.ts',
  'src/log.ts',
  'src/scripts.ts',
  'src/scrub.ts',
  'src/too-many-values.ts',
];
const PRODUCT = ['src', 'resolvers', 'backends', 'cli'];

/** What a backend may see: the vocabulary, helpers that know nobody, what backends share, its own folder. */
function strangeToBackend(imported: string, path: string): boolean {
  const own = path.split('/').slice(0, 2).join('/');
  return isFile(imported) && !within(...VOCABULARY, ...HELPERS, 'backends/shared', own)(imported);
}

const isFile = (imported: string) =>
  imported.includes('/') && within(...PRODUCT, 'test', 'console', 'bench', 'scripts')(imported);
const isGraphql = (imported: string) => /^(@apollo\/|@graphql-tools\/|graphql($|[-/]))/.test(imported);

const RULES: readonly Rule[] = [
  {
    name: 'only src/main.ts knows the backends',
    for: except(within('src', 'resolvers', 'cli'), 'src/main.ts'),
    forbids: within('backends'),
  },
  {
    name: 'a backend imports only the vocabulary, backends/shared and its own folder',
    for: except(within('backends'), 'backends/index.ts'),
    forbids: strangeToBackend,
  },
  {
    name: 'the vocabulary imports only the vocabulary',
    for: within(...VOCABULARY),
    forbids: (imported) => isFile(imported) && !within(...VOCABULARY)(imported),
  },
  {
    name: 'layers look down: never at the gateway, the server, the settings',
    for: within('src/layers'),
    forbids: within('src/gateway.ts', 'src/main.ts', 'src/server', 'src/config', 'resolvers'),
  },
  {
    name: 'below the server nothing knows the server or the resolvers',
    for: except(within('src'), 'src/server', 'src/main.ts'),
    forbids: within('src/server', 'src/main.ts', 'resolvers'),
  },
  { name: 'the server does not know main', for: within('src/server'), forbids: within('src/main.ts') },
  {
    name: 'resolvers see the gateway, not its layers, the server or main',
    for: within('resolvers'),
    forbids: within('src/layers', 'src/server', 'src/main.ts', 'src/config'),
  },
  {
    name: 'the command line sees main, the gateway and the schema, not the layers or resolvers',
    for: within('cli'),
    forbids: except(within('src/layers', 'resolvers'), 'resolvers/type-defs.ts'),
  },
  { name: 'nothing imports the command line', for: within('src', 'resolvers', 'backends', 'console'), forbids: within('cli') },
  {
    name: 'only src/server and resolvers import Apollo and graphql',
    for: except(within(...PRODUCT), 'src/server', 'resolvers'),
    forbids: isGraphql,
  },
  { name: 'the client stands alone: it goes into pages', for: within('client'), forbids: except(anything, 'client') },
  { name: 'nothing imports test/', for: within(...PRODUCT, 'console', 'scripts', 'examples'), forbids: within('test') },
  {
    name: 'of test/, the bench imports only the stand-ins in test/support',
    for: within('bench'),
    forbids: except(within('test'), 'test/support'),
  },
];

/** One line a violation: the file, what it imports, and the rule. */
export function violations(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, source }) => [
    ...importsOf({ path, source }).flatMap((imported) =>
      RULES.filter((rule) => rule.for(path) && rule.forbids(imported, path)).map(
        (rule) => `${path} imports ${imported}: ${rule.name}`,
      ),
    ),
    ...(readsEnvironment(source) && within(...PRODUCT)(path) && !within('src/config')(path)
      ? [`${path} reads process.env: only src/config does`]
      : []),
  ]);
}

const STATEMENT = /^\s*(?:import|export)\b[^'"`;]*?from\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]/gm;
const TYPES_ONLY = /^\s*(?:import|export) type [^'"`;]*?from\s*['"][^'"]+['"]/gm;
const EXPRESSION =
  /\b(?:import|require|import\.meta\.resolve)\(\s*['"`]([^'"`]+)['"`]|new URL\(\s*['"`](\.[^'"`]+)['"`],\s*import\.meta\.url/g;

/** Every module a source names, relative ones as paths from the root. */
export function importsOf({ path, source }: SourceFile): string[] {
  return [...source.matchAll(STATEMENT), ...source.matchAll(EXPRESSION)]
    .map(([, first, second]) => first ?? second ?? '')
    .map((specifier) => (specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : specifier));
}

function readsEnvironment(source: string): boolean {
  const code = source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  return /\bprocess\s*\??\.\s*env\b|\bprocess\[|\benv\b[^;\n]*from\s*['"](node:)?process['"]/.test(code);
}

/** A ring of files that import one another when they run, as the paths around it. Types are gone by then. */
export function findCycle(files: readonly SourceFile[]): string[] | undefined {
  const imports = new Map(files.map(({ path, source }) => [path, importsOf({ path, source: source.replace(TYPES_ONLY, '') })]));
  const done = new Set<string>();
  const visit = (path: string, way: readonly string[]): string[] | undefined => {
    if (way.includes(path)) return [...way.slice(way.indexOf(path)), path];
    if (done.has(path)) return undefined;
    for (const imported of imports.get(path) ?? []) {
      const cycle = imports.has(imported) ? visit(imported, [...way, path]) : undefined;
      if (cycle) return cycle;
    }
    done.add(path);
    return undefined;
  };
  for (const { path } of files) {
    const cycle = visit(path, []);
    if (cycle) return cycle;
  }
  return undefined;
}
