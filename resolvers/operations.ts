/** The fields for those who run the gateway: what was done of late, and forgetting cached answers. */
import type { PurgeFilter } from '../src/cache/entry.ts';
import { GatewayError } from '../src/errors.ts';
import { noSpend } from '../src/ledger/spend.ts';
import type { CacheStatus } from '../src/model.ts';
import type { ChainState } from '../src/table.ts';
import type { Task } from '../src/task.ts';
import { phasesOf } from '../src/telemetry/phases.ts';
import type { RequestLog } from '../src/telemetry/request-log.ts';
import type { RequestRecord } from '../src/telemetry/request-record.ts';
import { type ModelView, modelId } from './catalog.ts';
import { connectionOf, type Page, placeOf, sizeOf } from './connection.ts';
import type { RequestContext } from './context.ts';
import { attemptOf, typedCode } from './results.ts';

type Nullable<T> = { [Key in keyof T]: T[Key] | null };

type Wanted = Nullable<{ id?: string; task?: string; failed?: boolean; model?: string; cache?: CacheStatus }>;

/** The gateway, for those who may run it: FORBIDDEN for others. */
function operated({ gateway, caller }: RequestContext) {
  if (!caller.isAdmin)
    throw new GatewayError('FORBIDDEN', 'Admin fields are not open on this gateway. Set `server.admin: true`.');
  caller.cacheHint?.never();
  return gateway;
}

function bounded(name: string, value: number, most: number): number {
  if (value < 1 || value > most)
    throw new GatewayError('BAD_USER_INPUT', `\`${name}\` must be from 1 to ${most}; it is ${value}.`);
  return value;
}

const lowerTask = (task: string) => task.toLowerCase() as Task;
const isoTime = (at: number) => new Date(at).toISOString();

/** The number counts from 1 in each process: the id of the request tells those of another start apart. */
const idOf = ({ sequence, requestId }: RequestRecord) => `${sequence}-${requestId}`;

export const operationFields = {
  Query: {
    requests: (_: unknown, { first, after, ...wanted }: Page & Wanted, context: RequestContext) =>
      pageOfRequests(operated(context).telemetry.requests, { first, after }, fitting(wanted)),
    metrics: (_: unknown, { minutes }: { minutes: number }, context: RequestContext) =>
      operated(context).telemetry.metrics.read(bounded('minutes', minutes, 60)),
    cacheStats: (_: unknown, __: unknown, context: RequestContext) => {
      const { store, ...stats } = operated(context).cache();
      return { ...stats, storeHealthy: store?.healthy, storeFailures: store?.failures };
    },
    shadows: (_: unknown, __: unknown, context: RequestContext) => operated(context).telemetry.shadows.read(),
  },
  Mutation: {
    purgeCache: async (_: unknown, { input }: { input: Nullable<PurgeFilter> }, context: RequestContext) => {
      const { task, model, tenant, text } = input;
      const filter = {
        task: task ? lowerTask(task) : undefined,
        model: model ?? undefined,
        tenant: tenant ?? undefined,
        text: text ?? undefined,
      };
      return { purged: await operated(context).purgeCache(filter) };
    },
  },
  RequestRecord: {
    id: idOf,
    at: ({ at }: RequestRecord) => isoTime(at),
    task: ({ task }: RequestRecord) => task.toUpperCase(),
    cache: ({ cache }: RequestRecord) => Object.entries(cache).map(([status, texts]) => ({ status, texts })),
    code: ({ code }: RequestRecord) => typedCode(code),
    attempts: ({ attempts }: RequestRecord) => attempts.map(attemptOf),
    phases: phasesOf,
    usage: ({ bill }: RequestRecord) => bill?.asked ?? noSpend(),
    background: ({ bill }: RequestRecord) => bill?.background ?? noSpend(),
  },
  MetricSeries: { task: ({ task }: { task: Task }) => task.toUpperCase() },
  MetricBucket: { start: ({ start }: { start: number }) => isoTime(start) },
  ShadowFigures: { task: ({ task }: { task: Task }) => task.toUpperCase() },
  Model: {
    stats: ({ chainState }: ModelView, _: unknown, { caller }: RequestContext) => {
      caller.cacheHint?.ofThisMoment();
      return chainState && viewStats(chainState);
    },
  },
};

type Fits = (record: RequestRecord) => boolean;

function pageOfRequests(log: RequestLog, page: Page, fits: Fits) {
  const size = sizeOf(page);
  const place = placeOf(page, (text) => /^\d{1,15}$/.test(text));
  const before = place === undefined ? Number.POSITIVE_INFINITY : Number(place);
  const found = log.read({ first: size + 1, before, fits });
  const [newer] = log.read({ first: 1, fits: (record) => record.sequence >= before && fits(record) });
  return connectionOf(found.slice(0, size), ({ sequence }) => String(sequence), {
    hasNextPage: found.length > size,
    hasPreviousPage: newer !== undefined,
  });
}

function fitting({ id, task, failed, model, cache }: Wanted): Fits {
  return (record) =>
    (id == null || idOf(record) === id) &&
    (task == null || record.task === lowerTask(task)) &&
    (failed == null || record.failed > 0 === failed) &&
    (model == null ||
      record.models.includes(model) ||
      record.attempts.some((tried) => modelId(tried.backend, tried.model) === model)) &&
    (cache == null || record.cache[cache] !== undefined);
}

function viewStats({ stats, breaker }: ChainState) {
  const lastUsed = stats.lastUsed();
  return {
    calls: stats.calls(),
    latencyMs: stats.latencyMs(),
    p50Ms: stats.p50Ms(),
    p95Ms: stats.p95Ms(),
    errorRate: stats.errorRate(),
    lastUsed: lastUsed === undefined ? undefined : isoTime(lastUsed),
    breaker: breaker?.state(),
    openLeftMs: breaker?.openLeftMs() ?? 0,
  };
}
