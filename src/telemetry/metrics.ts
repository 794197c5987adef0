import type { CallKind } from '../account.ts';
import type { Booking } from '../ledger/account.ts';
import { addCharge, noSpend, type Spend } from '../ledger/spend.ts';
import { KEPT } from '../model.ts';
import { modelName } from '../routing/candidates.ts';
import type { Task } from '../task.ts';
import type { RequestRecord } from './request-record.ts';

/** One group's figures in one minute. */
export interface Bucket extends Omit<Spend, 'estimated'> {
  /** Milliseconds of the epoch at which the minute begins. */
  start: number;
  requests: number;
  texts: number;
  failed: number;
  cacheHits: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
}

export interface Series {
  /** Requests are under ANSWER; of the others there are calls only. */
  kind: CallKind;
  task: Task;
  /** `backend/model`: which answered, and which was called. Empty where nobody answered. */
  model: string;
  tenant: string;
  buckets: readonly Bucket[];
}

export interface Metrics {
  add(record: RequestRecord): void;
  book(booking: Booking): void;
  /** The last `minutes`, at most 60, by kind, task, model and tenant. */
  read(minutes: number): readonly Series[];
}

interface Group extends Omit<Series, 'buckets'> {
  /** By their start. */
  minutes: Map<number, Counts>;
}

interface Counts extends Pick<Bucket, 'start' | 'requests' | 'texts' | 'failed' | 'cacheHits'> {
  spend: Spend;
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
  const groupFor = (kind: CallKind, task: Task, model: string, tenant: string): Group => {
    const key = `${kind}\n${task}\n${model}\n${tenant}`;
    const known = groups.get(key);
    if (known) return known;
    if (groups.size >= MAX_GROUPS && tenant !== OTHERS) return groupFor(kind, task, model, OTHERS);
    const group: Group = { kind, task, model, tenant, minutes: new Map() };
    groups.set(key, group);
    return group;
  };
  const countsOf = ({ minutes }: Group, at: number): Counts => {
    const start = Math.floor(at / MINUTE) * MINUTE;
    return minutes.get(start) ?? beginMinute(minutes, start);
  };
  let last: Group | undefined; // most requests are like the one before
  return {
    add(record) {
      const { task, models, tenant } = record;
      const [model = ''] = models;
      if (last?.task !== task || last.model !== model || last.tenant !== tenant) last = groupFor('ANSWER', task, model, tenant);
      count(countsOf(last, record.at), record);
    },
    book({ task, tenant, charge }) {
      const { backend, id } = charge.model;
      addCharge(countsOf(groupFor(charge.kind, task, modelName(backend, id), tenant), now()).spend, charge);
    },
    read(minutes) {
      const until = now();
      const from = until - minutes * MINUTE;
      return [...groups.values()].map(({ kind, task, model, tenant, minutes: kept }) => ({
        kind,
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
  const counts = { start, requests: 0, texts: 0, failed: 0, cacheHits: 0, spend: noSpend(), latencies: new Uint32Array(STEPS) };
  minutes.set(start, counts);
  return counts;
}

function count(counts: Counts, { texts, failed, cache, latencyMs }: RequestRecord): void {
  counts.requests += 1;
  counts.texts += texts;
  counts.failed += failed;
  for (const status of KEPT) counts.cacheHits += cache[status] ?? 0;
  const step = Math.ceil(Math.log(Math.max(latencyMs, SHORTEST_MS) / SHORTEST_MS) / Math.log(GROWTH));
  const place = Math.min(STEPS - 1, step);
  counts.latencies[place] = (counts.latencies[place] ?? 0) + 1;
}

function bucketOf({ latencies, spend: { estimated: _, ...spend }, ...counts }: Counts): Bucket {
  const at = (share: number) => (counts.requests === 0 ? 0 : quantile(latencies, counts.requests, share));
  return { ...counts, ...spend, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
}

function quantile(latencies: Uint32Array, total: number, share: number): number {
  let seen = 0;
  const place = latencies.findIndex((number) => {
    seen += number;
    return seen >= total * share;
  });
  return SHORTEST_MS * GROWTH ** Math.max(0, place);
}
