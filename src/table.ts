import type { CacheScope } from './cache/entry.ts';
import { type Breaker, type BreakerSettings, createBreaker, withBreaker } from './layers/breaker.ts';
import { type CacheResources, cache, type Freshness } from './layers/cache.ts';
import { guard } from './layers/catch-failures.ts';
import { observe } from './layers/observe.ts';
import { createRetryBudget, type RetryBudget, type RetrySettings, retry } from './layers/retry.ts';
import { type RouteSettings, route } from './layers/route.ts';
import { type SemanticCacheResources, semanticCache } from './layers/semantic-cache.ts';
import { split } from './layers/split.ts';
import type { Backend, Model, ModelRef, Run } from './model.ts';
import { isNamed, modelName } from './routing/candidates.ts';
import type { Chain } from './routing/chain.ts';
import { type Names, unknownNames } from './routing/check-names.ts';
import { createShadow, type ShadowRecord } from './routing/shadow.ts';
import { createStats, type ModelStats } from './routing/stats.ts';
import { TASKS, type Task } from './task.ts';

export interface RouteEntry extends RouteSettings, Names {}

export interface TableSettings {
  routes: Readonly<Record<Task, RouteEntry>>;
  retry: RetrySettings;
  breaker: BreakerSettings;
  /** By the name of a backend: what its models have instead of `breaker`. */
  breakers?: Readonly<Record<string, BreakerSettings>>;
  cache: CacheSettings;
}

export interface CacheSettings {
  enabled: boolean;
  freshness: Readonly<Record<Task, Freshness>>;
  /** Present when a near text's answer may serve. */
  semantic?: SemanticCacheResources;
  /** Whose answers may be shared by all tenants: local models only, others are always kept apart. */
  scope: CacheScope;
}

/** What a model shares among the tasks it serves. */
export interface ChainState {
  stats: ModelStats;
  breaker?: Breaker;
}

export interface Route<T extends Task> {
  run: Run<T>;
  /** Whether it matters to any of its models which language a text is in. Finding out takes longer than all else but the model. */
  readsLanguage: boolean;
  /** Those it may ask, by backend and id. */
  models: readonly { backend: Backend; id: string }[];
}

/** Who answers what: one chain for each model version, one route for each task. Immutable: a change makes a new table. */
export interface Table {
  routes: { readonly [T in Task]: Route<T> };
  /** By `backend/model`. */
  chainStates: ReadonlyMap<string, ChainState>;
}

/** Builds every chain and route. Throws an Error with a line for each name in a `use` or `shadow` that no model answers to. */
export function createTable(
  backends: readonly Backend[],
  settings: TableSettings,
  room: CacheResources,
  recordShadow: (record: ShadowRecord) => void,
): Table {
  const unknown = unknownNames(backends, settings.routes);
  if (unknown.length > 0) throw new Error(unknown.join('\n'));
  const chainStates = new Map<string, ChainState>();
  const budgets = new Map<string, RetryBudget>();
  const breakerOf = ({ name }: Backend) => settings.breakers?.[name] ?? settings.breaker;
  const chainStateOf = (backend: Backend, id: string) =>
    getOrMake(chainStates, modelName(backend.name, id), () => ({
      stats: createStats(),
      ...(backend.local ? {} : { breaker: createBreaker(breakerOf(backend)) }),
    }));

  function chainOf<T extends Task>(backend: Backend, model: Model<T>): Chain<T> {
    const { stats, breaker } = chainStateOf(backend, model.id);
    const ref = { id: model.id, version: model.version, backend: backend.name };
    const asked = observe(guard(model, backend), model.task, ref, stats.record);
    const limited = breaker
      ? split(withBreaker(asked, breaker, ref), model.maxBatch, breakerOf(backend).maxConcurrent)
      : split(asked, model.maxBatch);
    const budget = getOrMake(budgets, backend.name, createRetryBudget);
    const retried = retry(limited, settings.retry, budget, breaker?.isSuspect);
    return { model, backend, stats, breaker, run: settings.cache.enabled ? cached(retried, backend, model, ref) : retried };
  }

  function cached<T extends Task>(run: Run<T>, { local }: Backend, { task }: Model<T>, model: ModelRef): Run<T> {
    const owner = { task, model };
    const freshness = settings.cache.freshness[task];
    const semanticCacheResources = SEMANTIC_CACHE_TASKS.has(task) ? settings.cache.semantic : undefined;
    const asked = semanticCacheResources ? semanticCache(run, owner, semanticCacheResources, freshness) : run;
    return cache(asked, owner, room, freshness, local ? settings.cache.scope : 'tenant');
  }

  function routeOf<T extends Task>(task: T): Route<T> {
    const { models, shadow, ...rest } = settings.routes[task];
    const chains = backends.flatMap((backend) => modelsFor(backend, task).map((model) => chainOf(backend, model)));
    const named = models.flatMap((name) => chains.filter((chain) => isNamed(chain, name)));
    const shadowed = shadow ? chains.find((chain) => isNamed(chain, shadow)) : undefined;
    const used = [...new Set(named)];
    const run = route(used, rest, shadowed && createShadow(shadowed, recordShadow));
    const readsLanguage =
      task === 'translate' || [...named, shadowed].some((chain) => chain && chain.model.info.languages.length > 0);
    return { run, readsLanguage, models: used.map(({ backend, model }) => ({ backend, id: model.id })) };
  }

  const routes = Object.fromEntries(TASKS.map((task) => [task, routeOf(task)])) as unknown as Table['routes'];
  return { routes, chainStates };
}

/** Tasks whose answer is a label: the answer to a near text can be right. */
const SEMANTIC_CACHE_TASKS: ReadonlySet<Task> = new Set(['classify', 'sentiment']);

function modelsFor<T extends Task>(backend: Backend, task: T): readonly Model<T>[] {
  return backend.models().filter((model) => model.task === task) as unknown as readonly Model<T>[];
}

function getOrMake<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
