/** The task service: checks the input, finds the language, and sends lists of texts down the chains of their task. */
import { LRUCache } from 'lru-cache';
import type { Attempt } from './account.ts';
import type { PurgeFilter } from './cache/entry.ts';
import { purge } from './cache/purge.ts';
import { type CacheStats, statsOf } from './cache/stats.ts';
import { GatewayError } from './errors.ts';
import { batchOf, type Group, groupTexts } from './grouping.ts';
import { createOptionsReader } from './known-options.ts';
import { detectLanguage, type LanguageGuess } from './language.ts';
import type { CacheResources } from './layers/cache.ts';
import { RequestAccount } from './ledger/account.ts';
import type { Share } from './ledger/spend.ts';
import {
  type AnyModel,
  type Backend,
  type Call,
  type Listener,
  type ModelHealth,
  type ModelState,
  type Outcome,
  outcomeOf,
} from './model.ts';
import { modelName } from './routing/candidates.ts';
import { type ChainState, createTable, type Route, type Table, type TableSettings } from './table.ts';
import { type Options, TASKS, type Task } from './task.ts';
import type { Telemetry } from './telemetry/telemetry.ts';
import { RequestTrace } from './telemetry/trace.ts';

/** What became of one text. */
export interface GatewayOutcome<T extends Task> extends Pick<Outcome<T>, 'result' | 'cache' | 'degraded'> {
  /** What was tried for it, in order. */
  attempts: readonly Attempt[];
  /** What it took of each real call that was made for it by this request: all that it cost. Empty for what came out of the cache. */
  shares: readonly Share[];
  /** The language that was found, where the caller named none and a model of the route asks for it. */
  detected?: LanguageGuess;
}

/** Who asks, until when, and how. */
export interface Asking extends Pick<Call, 'signal' | 'deadlineAt' | 'tenant' | 'requestId' | 'routing' | 'cache'> {
  /** Hear the answers while they are written: one for each text, in order. */
  listeners?: readonly Listener[];
}

/** A model as it stands in the table. `models` is empty when its backend refused to load it. */
export interface ModelEntry {
  id: string;
  backend: Backend;
  health: ModelHealth;
  /** One for each task it serves. */
  models: readonly AnyModel[];
  /** Absent when it was refused. */
  chainState?: ChainState;
}

export interface Gateway {
  /** Runs one task over texts that share their options. One outcome a text, in order. Never rejects for a failed text. */
  run<T extends Task>(
    task: T,
    texts: readonly string[],
    options: Options<T>,
    asking: Asking,
  ): Promise<readonly GatewayOutcome<T>[]>;
  detectLanguage(text: string): LanguageGuess;
  models(): readonly ModelEntry[];
  backends(): readonly Backend[];
  /** Tasks that have models of which none can answer now: all are still loading, or have failed. */
  unserved(): readonly Task[];
  cache(): CacheStats;
  /** Deletes cached answers; gives how many. Everything that is meant by all of what is given. */
  purgeCache(filter: PurgeFilter): Promise<number>;
  /** What was done of late. */
  telemetry: Pick<Telemetry, 'requests' | 'metrics' | 'shadows'>;
  /** Ends every backend after the work under way. */
  close(): Promise<void>;
}

const GUESSES_KEPT = 20_000;

export interface GatewayParts {
  backends: readonly Backend[];
  settings: TableSettings;
  room: CacheResources;
  telemetry: Telemetry;
}

/** A gateway over backends that are ready. Throws an Error when a route names what no backend has. */
export function createGateway({ backends, settings, room, telemetry }: GatewayParts): Gateway {
  const table = createTable(backends, settings, room, telemetry.shadow);
  const guess = remembered(detectLanguage);
  const readOptions = createOptionsReader();

  return {
    async run(task, given, options, asking) {
      if (given.length === 0) return [];
      const startedMs = performance.now();
      const { run, readsLanguage }: Route<typeof task> = table.routes[task];
      const { listeners, tenant } = asking;
      const read = readOptions(task, options, tenant);
      const { texts, errors, groups } = groupTexts(task, given, read, readsLanguage ? guess : undefined);
      const account = new RequestAccount({ task, tenant, books: telemetry });
      const trace = new RequestTrace();
      const call = callOf(asking, account, trace);
      const asked = groups.map((group) => run(batchOf(group, listeners), call));
      const [only] = asked;
      const answers = only && asked.length === 1 ? [await only] : await Promise.all(asked);
      // Every place has an error of its own, or is in one group.
      const outcomes = errors.map((error) => error && refused<typeof task>(error)) as GatewayOutcome<typeof task>[];
      groups.forEach((group, index) => void fill(outcomes, group, answers[index] ?? [], account));
      const latencyMs = performance.now() - startedMs;
      const { lookUps } = trace;
      telemetry.finished({ task, texts, call, outcomes, startedMs, latencyMs, lookUps, bill: account.bill });
      return outcomes;
    },
    detectLanguage: guess,
    models: () => backends.flatMap((backend) => entriesOf(backend, table)),
    backends: () => backends,
    unserved: () => TASKS.filter((task) => isUnserved(table.routes[task].models)),
    cache: () => statsOf(room),
    purgeCache: (filter) => purge({ ...room, semantic: settings.cache.semantic?.index }, filter),
    telemetry,
    async close() {
      await Promise.all(backends.map((backend) => backend.close?.()));
      await room.store?.close();
    },
  };
}

/** Read once: what happens to the caller's objects from now on is not seen. */
function callOf(asking: Asking, account: RequestAccount, trace: RequestTrace): Call {
  const { signal, deadlineAt, tenant, requestId, cache } = asking;
  const { model, backend, strategy, fallback } = asking.routing;
  const routing = Object.freeze({ model, backend, strategy, fallback });
  return Object.freeze({ signal, deadlineAt, tenant, requestId, routing, cache, account, trace });
}

function refused<T extends Task>(error: GatewayError): GatewayOutcome<T> {
  return { ...outcomeOf<T>(error), attempts: NO_ATTEMPTS, shares: NO_SHARES };
}

/** Puts the answers of a group where its texts stand. */
function fill<T extends Task>(
  all: GatewayOutcome<T>[],
  { texts, wanted }: Group<T>,
  answers: readonly Outcome<T>[],
  account: RequestAccount,
): void {
  wanted.forEach(({ places, detected }, index) => {
    const outcome = asSeen(answers[index], texts[index] ?? '', account, detected);
    for (const place of places) all[place] = outcome;
  });
}

const NEVER_ASKED = new GatewayError('INTERNAL_SERVER_ERROR', 'The text was lost on its way.');
const NO_ATTEMPTS: readonly Attempt[] = Object.freeze([]);
const NO_SHARES: readonly Share[] = Object.freeze([]);

/** The outcome as callers of the gateway see it. Written out member by member: copies in other ways take far longer. */
function asSeen<T extends Task>(
  outcome: Outcome<T> | undefined,
  text: string,
  account: RequestAccount,
  detected: LanguageGuess | undefined,
): GatewayOutcome<T> {
  const { result, cache, degraded } = outcome ?? outcomeOf<T>(NEVER_ASKED);
  return { result, attempts: account.trail(text), cache, degraded, shares: account.shares(text), detected };
}

/** Detection costs more than a cached answer: what was found of late is kept. */
function remembered(detect: (text: string) => LanguageGuess): (text: string) => LanguageGuess {
  const known = new LRUCache<string, LanguageGuess>({
    max: GUESSES_KEPT,
    maxSize: 16_000_000,
    sizeCalculation: (_, text) => text.length + 1,
  });
  return (text) => {
    const kept = known.get(text);
    if (kept) return kept;
    const found = detect(text);
    known.set(text, found);
    return found;
  };
}

const DOWN: ReadonlySet<ModelState> = new Set(['FAILED', 'LOADING']);

function isUnserved(models: Route<Task>['models']): boolean {
  const isDown = ({ backend, id }: (typeof models)[number]) =>
    backend.health?.().models.some((model) => model.id === id && DOWN.has(model.state)) ?? false;
  return models.length > 0 && models.every(isDown);
}

/** Every model of a backend once, whatever number of tasks it serves; also those the backend refused. */
function entriesOf(backend: Backend, { chainStates }: Table): ModelEntry[] {
  const models = new Map<string, AnyModel[]>();
  for (const model of backend.models()) models.set(model.id, [...(models.get(model.id) ?? []), model]);
  const health = new Map((backend.health?.().models ?? []).map((state) => [state.id, state]));
  return [...new Set([...models.keys(), ...health.keys()])].map((id) => ({
    id,
    backend,
    health: health.get(id) ?? { id, state: 'READY' },
    models: models.get(id) ?? [],
    chainState: chainStates.get(modelName(backend.name, id)),
  }));
}
