/** The only file that knows everyone: it hands settings to backends, backends to the gateway, and the gateway to the server. */
import { join } from 'node:path';
import { backendKinds } from '../backends/index.ts';
import { openCache } from './cache/open-cache.ts';
import { createSemanticIndex } from './cache/semantic-index.ts';
import type { KeyValueStore } from './cache/store.ts';
import { openStore } from './cache/stores/open-store.ts';
import { inWords } from './cache/trouble.ts';
import { checkEndpoints } from './config/check-endpoints.ts';
import { checkUse } from './config/check-use.ts';
import { type LoadOptions, loadSettings as load } from './config/load-settings.ts';
import { packageRoot } from './config/package-root.ts';
import type { KindSchemas, Settings } from './config/schema.ts';
import { SettingsError } from './config/settings-error.ts';
import { createGateway, type Gateway } from './gateway.ts';
import type { CacheResources, Freshness } from './layers/cache.ts';
import type { SemanticCacheResources } from './layers/semantic-cache.ts';
import { logNote, logUnexpected, logWarning } from './log.ts';
import type { Backend } from './model.ts';
import { scrub } from './scrub.ts';
import { hostWarning } from './server/check-host.ts';
import { createPages } from './server/pages.ts';
import { startServer } from './server/start-server.ts';
import { createTrust } from './server/trusted-documents.ts';
import type { CacheSettings, TableSettings } from './table.ts';
import { TASKS, type Task } from './task.ts';
import { createTelemetry } from './telemetry/telemetry.ts';

export { subgraphSdl } from '../resolvers/subgraph.ts';
export type { LoadOptions } from './config/load-settings.ts';
export type { Settings } from './config/schema.ts';
export { SettingsError } from './config/settings-error.ts';
export type { Gateway } from './gateway.ts';

/** What each kind of backend takes: what the settings file is checked against, and the reference made from. */
export const kindSchemas: KindSchemas = Object.fromEntries(
  Object.entries(backendKinds).map(([kind, { settings }]) => [kind, settings]),
);

/** Reads flags, environment and file into checked settings. Throws a SettingsError that says what to write instead. */
export function loadSettings(options: LoadOptions = {}): Settings {
  return load(kindSchemas, options);
}

/** Starts every backend and gives the task service, without a server. Throws a SettingsError when a route or backend cannot be. */
export async function openGateway(settings: Settings): Promise<Gateway> {
  const backends = await openBackends(settings);
  let room: CacheResources | undefined;
  try {
    room = await openCacheResources(settings);
    return createGateway({
      backends,
      settings: tableSettings(settings, backends),
      room,
      telemetry: createTelemetry(settings.telemetry),
    });
  } catch (cause) {
    await Promise.all([...backends.map((backend) => backend.close?.()), room?.store?.close()]);
    throw new SettingsError(cause instanceof Error ? cause.message : 'The routes cannot be built.', cause);
  }
}

/**
 * Tries settings as a start does, but reaches no server or store and does not listen. Throws the SettingsError with which
 * `serve` would refuse them, and gives what it would warn of.
 */
export async function trySettings(settings: Settings): Promise<readonly string[]> {
  createTrust(settings.server.documents);
  const gateway = await openGateway({ ...settings, cache: { ...settings.cache, store: undefined } });
  try {
    return warningsOf(gateway, settings);
  } finally {
    await gateway.close();
  }
}

export interface Service {
  /** Where it listens: http://127.0.0.1:4000 */
  url: string;
  gateway: Gateway;
  /** From the call of `serve` until it was ready. */
  startedInMs: number;
  /** Finishes the requests under way, then ends the backends. */
  close(): Promise<void>;
}

/** Opens the gateway and serves it over HTTP. Throws a SettingsError also for a backend that cannot be reached and is not optional. */
export async function serve(settings: Settings): Promise<Service> {
  const started = performance.now();
  const gateway = await openGateway(settings);
  try {
    for (const problem of warningsOf(gateway, settings)) logWarning('settings', { problem });
    await checkEndpoints(gateway.backends(), (backend, problem) => logWarning('unreachable', { backend, problem }));
    const pages = createPages(join(packageRoot, 'dist', 'console'));
    const onRefusedConnections = (problem: string) => logWarning('connections', { problem });
    const server = await startServer({ gateway, pages, onUnexpected: logUnexpected, onRefusedConnections, ...settings.server });
    const close = async () => {
      await server.close().finally(() => gateway.close());
    };
    return { url: server.url, gateway, startedInMs: performance.now() - started, close };
  } catch (cause) {
    await gateway.close();
    throw cause;
  }
}

function warningsOf(gateway: Gateway, { routes, cache, server }: Settings): readonly string[] {
  const unused = checkUse(gateway.backends(), routes, cache.semantic && embedderAmong(gateway.backends()));
  return [...unused, hostWarning(server.host, server.allowedHosts) ?? []].flat();
}

function embedderAmong(backends: readonly Backend[]): Backend | undefined {
  return backends.find(({ embedder }) => embedder);
}

/** A backend may say how many calls its server takes. */
function breakersOf({ backends, breaker }: Settings): TableSettings['breakers'] {
  return Object.fromEntries(
    Object.entries(backends).map(([name, { maxConcurrent = breaker.maxConcurrent, maxQueued = breaker.maxQueued }]) => [
      name,
      { ...breaker, maxConcurrent, maxQueued },
    ]),
  );
}

function tableSettings(settings: Settings, backends: readonly Backend[]): TableSettings {
  const { routes, retry, breaker, cache } = settings;
  const freshness = Object.fromEntries(TASKS.map((task) => [task, freshnessOf(cache[task])])) as CacheSettings['freshness'];
  return {
    routes,
    retry,
    breaker,
    breakers: breakersOf(settings),
    cache: { enabled: cache.enabled, scope: cache.scope, freshness, semantic: semanticCacheResources(cache, backends) },
  };
}

function semanticCacheResources(
  { semantic }: Settings['cache'],
  backends: readonly Backend[],
): SemanticCacheResources | undefined {
  if (!semantic) return undefined;
  const embedder = embedderAmong(backends)?.embedder;
  if (!embedder)
    throw new Error('cache.semantic: no backend gives embeddings. Configure a backend of kind onnx, or remove the setting.');
  return {
    embedder,
    index: createSemanticIndex(semantic.maxVectors),
    threshold: semantic.threshold,
    minConfidence: semantic.minConfidence,
  };
}

function freshnessOf(configured: Settings['cache'][Task]): Freshness {
  return {
    ttlMs: configured.ttlSeconds * 1_000,
    staleWhileRevalidateMs: configured.staleWhileRevalidateSeconds * 1_000,
    staleIfErrorMs: configured.staleIfErrorSeconds * 1_000,
  };
}

async function openCacheResources({ cache, server }: Settings): Promise<CacheResources> {
  const bounds = { maxBytes: cache.maxBytes, flightMs: server.deadlineMs };
  return openCache(bounds, cache.enabled ? await openSecondLevel(cache) : undefined, {
    timeoutMs: cache.storeTimeoutMs,
    secret: cache.storeSecret,
    watch: {
      lost: (problem) => logWarning('unreachable', { setting: 'cache.store', problem: scrub(problem) }),
      regained: () => logNote('reachable', { setting: 'cache.store' }),
      limited: (problem) => logWarning('limited', { setting: 'cache.store', problem: scrub(problem) }),
    },
  });
}

/** Without it answers are right all the same: a file that cannot be opened is no reason not to start. */
async function openSecondLevel({ store, storeMaxBytes }: Settings['cache']): Promise<KeyValueStore | undefined> {
  try {
    return store === undefined ? undefined : await openStore(store, storeMaxBytes);
  } catch (error) {
    const problem = `${inWords(error)} Answers are kept in memory alone until the gateway is started anew.`;
    logWarning('unreachable', { setting: 'cache.store', problem: scrub(problem) });
    return undefined;
  }
}

async function openBackends(settings: Settings): Promise<Backend[]> {
  const opened = await Promise.allSettled(
    Object.entries(settings.backends).map(([name, { kind, ...own }]) => openBackend(name, kind, own)),
  );
  const backends = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failed = opened.find((result) => result.status === 'rejected');
  if (!failed) return backends;
  await Promise.all(backends.map((backend) => backend.close?.()));
  throw failed.reason;
}

async function openBackend(name: string, kind: string, own: Record<string, unknown>): Promise<Backend> {
  const known = backendKinds[kind];
  if (!known)
    throw new SettingsError(`backends.${name}.kind: ${kind} is unknown. Write one of ${Object.keys(backendKinds).join(', ')}.`);
  return known.create(name, own, {
    note: (event, fields) => logNote(event, { backend: name, ...fields }),
    warn: (event, fields) => logWarning(event, { backend: name, ...fields }),
  });
}
