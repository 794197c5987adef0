import { readFileSync } from 'node:fs';
import { parseDocument, visit } from 'yaml';
import { isRecord } from '../is-record.ts';
import { TASKS } from '../task.ts';
import { checkRoute } from './check-routes.ts';
import { type Environment, environment } from './environment.ts';
import { explain } from './explain.ts';
import { interpolate } from './interpolate.ts';
import { settingsJsonSchema } from './json-schema.ts';
import { type KindSchemas, type Settings, settingsSchema } from './schema.ts';
import { SettingsError } from './settings-error.ts';

export interface LoadOptions {
  /** A YAML file. Without one, and without `LINGRAPH_CONFIG`, the embedded default: the shipped models. */
  file?: string;
  /** What flags say; they win over the environment, and that over the file. */
  overrides?: { server?: Partial<Settings['server']> };
  env?: Environment;
}

/**
 * Reads flags, environment and file (in this order of precedence) into checked settings. `OPENAI_API_KEY` alone counts only
 * where the file names no backends. Throws a SettingsError that names each wrong place and what to write instead.
 */
export function loadSettings(kinds: KindSchemas, { file, overrides, env = environment }: LoadOptions = {}): Settings {
  const path = file ?? (env.LINGRAPH_CONFIG || undefined);
  const written = path === undefined ? {} : interpolate(readYaml(path), env);
  if (!isRecord(written)) {
    throw new SettingsError(`${path}: not a mapping. Write keys such as backends and routes.`);
  }
  const raw = {
    ...written,
    backends: withWorkers('backends' in written ? written.backends : defaultBackends(env), env),
    server: { ...serverOf(written), ...serverFromEnv(env), ...defined(overrides?.server) },
  };
  const parsed = settingsSchema(kinds).safeParse(raw);
  if (!parsed.success) throw notHolding(path, explain(parsed.error.issues, settingsJsonSchema(kinds), raw), parsed.error);
  return withRoutes(parsed.data as Omit<Settings, 'routes'> & { routes: Partial<Settings['routes']> }, path);
}

/** Local models; OpenAI behind them when there is a key, which nobody wrote for this gateway: it may be out of reach. */
function defaultBackends({ OPENAI_API_KEY }: Environment): Record<string, object> {
  const local = { kind: 'onnx' };
  return OPENAI_API_KEY ? { local, openai: { kind: 'openai', apiKey: OPENAI_API_KEY, optional: true } } : { local };
}

/** LINGRAPH_WORKERS is for every backend that runs models here. What has another shape is left to the check. */
function withWorkers(backends: unknown, { LINGRAPH_WORKERS }: Environment): unknown {
  if (!LINGRAPH_WORKERS || !isRecord(backends)) return backends;
  const workers = Number(LINGRAPH_WORKERS);
  const told = (backend: unknown) => (isRecord(backend) && backend.kind === 'onnx' ? { ...backend, workers } : backend);
  return Object.fromEntries(Object.entries(backends).map(([name, backend]) => [name, told(backend)]));
}

function withRoutes(
  settings: Omit<Settings, 'routes'> & { routes: Partial<Settings['routes']> },
  path: string | undefined,
): Settings {
  const backends = Object.keys(settings.backends);
  if (backends.length === 0) throw new SettingsError('backends: none. Write at least one, such as `local: { kind: onnx }`.');
  const otherwise = { policy: 'fallback', models: backends, localOnly: false, maxAttempts: 3, hedge: false } as const;
  const routes = Object.fromEntries(TASKS.map((task) => [task, settings.routes[task] ?? otherwise])) as Settings['routes'];
  const problems = TASKS.flatMap((task) => checkRoute(task, routes[task]));
  if (problems.length > 0) throw notHolding(path, problems);
  return { ...settings, routes };
}

function notHolding(path: string | undefined, problems: readonly string[], cause?: unknown): SettingsError {
  return new SettingsError(`The settings${path ? ` in ${path}` : ''} do not hold:\n${problems.join('\n')}`, cause);
}

function readYaml(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new SettingsError(`${path || 'A file without a name'} cannot be read. Give the path of a YAML file.`, cause);
  }
  try {
    return documentOf(text);
  } catch (cause) {
    throw new SettingsError(`${path} is not YAML: ${cause instanceof Error ? firstLine(cause.message) : 'unreadable'}`, cause);
  }
}

/**
 * What is only warned of is refused too: a tag that nobody knows would leave its text as the value. So is what would be passed over: a
 * second document, of which silence would say nothing, and a key that no object can have.
 */
function documentOf(text: string): unknown {
  const document = parseDocument(text, { logLevel: 'error' });
  const [wrong] = [...document.errors, ...document.warnings];
  if (wrong?.code === 'MULTIPLE_DOCS')
    throw new Error('it holds several documents. Write one, without a line `---` after its begin');
  if (wrong) throw wrong;
  visit(document, {
    Pair(_, { key }) {
      if (String(key) === '__proto__') throw new Error('`__proto__` can be no name. Write another');
    },
  });
  return document.toJS({ maxAliasCount: 20 }) ?? {};
}

/** The lines below it show the text around the place, which may be a key. */
function firstLine(message: string): string {
  return message.split('\n', 1)[0]?.replace(/:$/, '.') ?? '';
}

function serverOf(written: object): object {
  const server = 'server' in written ? written.server : {};
  return typeof server === 'object' && server !== null ? server : { server };
}

function serverFromEnv({ HOST, PORT }: Environment): object {
  return defined({ host: HOST || undefined, port: PORT ? Number(PORT) : undefined });
}

function defined(values: object = {}): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
