import type { Task } from '../task.ts';
import { KEPT } from '../usage.ts';
import type { RequestRecord } from './request-record.ts';

/** One group's figures in one minute. */
export interface Bucket {
  /** Milliseconds of the epoch at which the minute begins. */
  start: number;
  requests: number;
  texts: number;
  failed: number;
  cacheHits: number;
  /** Without the requests of `unpriced`. */
  costUsd: number;
  /** Requests whose cost is not known. */
  unpriced: number;
  inputTokens: number;
  outputTokens: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
}

export interface Series {
  task: Task;
  /** `backend/model`, or empty where nobody answered. */
  model: string;
  tenant: string;
  buckets: readonly Bucket[];
}

export interface Metrics {
  add(record: RequestRecord): void;
  /** The last `minutes`, at most 60, by task, model and tenant. */
  read(minutes: number): readonly Series[];
}

interface Group extends Pick<Series, 'task' | 'model' | 'tenant'> {
  /** By their start. */
  minutes: Map<number, Counts>;
}

interface Counts extends Omit<Bucket, 'p50Ms' | 'p95Ms' | 'p99Ms'> {
  /** How many requests took up to 1.25^place / 100 milliseconds. */
  latencies: Uint32Array;
}

const MINUTE = 60_000;
const KEPT_MINUTES = 60;
const MAX_GROUPS = 200;
const OTHERS = 'other';
const STEPS = 80;
const GROWTH = 1.25;
const SHORTEST_MS = 0.01;

/** Figures a minute for an hour, in memory: percentiles are right to a quarter. Groups beyond 200 are gathered under `other`. */
export function createMetrics(now: () => number = Date.now): Metrics {
  const groups = new Map<string, Group>();
  const groupFor = (task: Task, model: string, tenant: string): Group => {
    const key = `${task}\n${model}\n${tenant}`;
    const known = groups.get(key);
    if (known) return known;
    if (groups.size >= MAX_GROUPS && tenant !== OTHERS) return groupFor(task, model, OTHERS);
    const group: Group = { task, model, tenant, minutes: new Map() };
    groups.set(key, group);
    return group;
  };
  let last: Group | undefined; // most requests are like the one before
  return {
    add(record) {
      const { task, models, tenant } = record;
      const [model = ''] = models;
      if (last?.task !== task || last.model !== model || last.tenant !== tenant) last = groupFor(task, model, tenant);
      const { minutes } = last;
      const start = Math.floor(record.at / MINUTE) * MINUTE;
      const counts = minutes.get(start) ?? beginMinute(minutes, start);
      count(counts, record);
    },
    read(minutes) {
      const until = now();
      const from = until - minutes * MINUTE;
      return [...groups.values()].map(({ task, model, tenant, minutes: kept }) => ({
        task,
        model,
        tenant,
        buckets: [...kept.values()].filter(({ start }) => start > from - MINUTE && start <= until).map(bucketOf),
      }));
    },
  };
}

/** Minutes that are no longer asked for make room, and those of the future: a clock was set back, and they are to come again. */
function beginMinute(minutes: Map<number, Counts>, start: number): Counts {
  for (const old of minutes.keys()) if (old <= start - KEPT_MINUTES * MINUTE || old > start) minutes.delete(old);
  const zero = { requests: 0, texts: 0, failed: 0, cacheHits: 0, costUsd: 0, unpriced: 0, inputTokens: 0, outputTokens: 0 };
  const counts = { start, ...zero, latencies: new Uint32Array(STEPS) };
  minutes.set(start, counts);
  return counts;
}

function count(counts: Counts, { texts, failed, cache, usage, latencyMs }: RequestRecord): void {
  counts.requests += 1;
  counts.texts += texts;
  counts.failed += failed;
  for (const status of KEPT) counts.cacheHits += cache[status] ?? 0;
  if (usage && usage.costUsd === undefined) counts.unpriced += 1;
  else counts.costUsd += usage?.costUsd ?? 0; // what used nothing cost nothing
  counts.inputTokens += usage?.inputTokens ?? 0;
  counts.outputTokens += usage?.outputTokens ?? 0;
  const step = Math.ceil(Math.log(Math.max(latencyMs, SHORTEST_MS) / SHORTEST_MS) / Math.log(GROWTH));
  const place = Math.min(STEPS - 1, step);
  counts.latencies[place] = (counts.latencies[place] ?? 0) + 1;
}

function bucketOf({ latencies, ...counts }: Counts): Bucket {
  const at = (share: number) => quantile(latencies, counts.requests, share);
  return { ...counts, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
}

function quantile(latencies: Uint32Array, total: number, share: number): number {
  let seen = 0;
  const place = latencies.findIndex((number) => {
    seen += number;
    return seen >= total * share;
  });
  return SHORTEST_MS * GROWTH ** Math.max(0, place);
}
