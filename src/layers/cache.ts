import type { CacheCounters } from '../cache/counters.ts';
import { type CacheScope, CLOCK_SLACK_MS, createKeys, type Entry } from '../cache/entry.ts';
import { noteLookUp } from '../cache/look-up.ts';
import type { Memory } from '../cache/memory.ts';
import { createOrigin } from '../cache/origin.ts';
import type { Store } from '../cache/store.ts';
import { createTieredCache, type Found } from '../cache/tiered-cache.ts';
import { type CacheStatus, isAnswered, type ModelRef, type Outcome, outcomeOf, type Run } from '../model.ts';
import type { Task } from '../task.ts';
import { withChanges } from '../with-changes.ts';

export interface Freshness {
  /** How long an answer is fresh; spread by a tenth each way, so that answers made together do not end together. */
  ttlMs: number;
  /** How long past its time it is still given, while one caller's question refreshes it. */
  staleWhileRevalidateMs: number;
  /** How long past its time it may serve when every model of the route fails. */
  staleIfErrorMs: number;
}

export interface CacheResources {
  memory: Memory;
  store?: Store;
  counters: CacheCounters;
  /** How long work that callers share may take. */
  flightMs: number;
}

const COUNTED: Readonly<Record<CacheStatus, keyof CacheCounters>> = {
  HIT: 'hits',
  SEMANTIC_HIT: 'semanticHits',
  MISS: 'misses',
  COALESCED: 'coalesced',
  STALE: 'stale',
  BYPASS: 'misses',
};

/**
 * Answers what is known, lets one caller ask for what many want at once, and gives stale answers while it refreshes.
 * Keeps answers of this model version only; never an error, a semantic hit, or what a caller asked not to keep.
 */
export function cache<T extends Task>(
  run: Run<T>,
  owner: { task: T; model: ModelRef },
  room: CacheResources,
  freshness: Freshness,
  scope: CacheScope,
): Run<T> {
  const isFresh = (key: string, entry: Entry<T>) => ageMsOf(entry, Date.now()) <= freshMsOf(key, freshness);
  const tieredCache = createTieredCache<T>(owner, { liveMs: liveMsOf(freshness), isFresh }, room);
  const origin = createOrigin(run, tieredCache, room);
  const keysOf = createKeys(owner, scope);
  const isShared = scope === 'shared';
  return async (texts, options, call) => {
    if (call.cache === 'BYPASS') return run(texts, options, call);
    const startedAt = performance.now();
    const keys = keysOf(texts, options, call.tenant);
    const now = Date.now();
    const looked = call.cache === 'REFRESH' ? [] : tieredCache.get({ keys, texts, options });
    const found = looked instanceof Promise ? await looked : looked; // what is in memory is not waited for
    if (call.cache === 'USE') noteLookUp(call, startedAt);
    const outcomes = keys.map((key, place) => keptOutcome(found[place], key, now, freshness, isShared));
    const [missing, stale]: [number[], number[]] = [[], []];
    outcomes.forEach((outcome, place) => {
      if (!outcome) missing.push(place);
      else if (outcome.cache.status === 'STALE') stale.push(place);
    });
    if (stale.length > 0) origin.refresh({ keys, texts, options }, stale, call);
    const asked = missing.length > 0 ? await origin.ask({ keys, texts, options }, missing, call) : [];
    missing.forEach((place, index) => {
      const outcome = asked[index] as Outcome<T>;
      outcomes[place] = isAnswered(outcome)
        ? withFreshness(outcome, freshMsOf(keys[place] ?? '', freshness), isShared)
        : withStale(outcome, found[place], now, freshness);
    });
    for (const outcome of outcomes) if (outcome) room.counters[COUNTED[outcome.cache.status]] += 1;
    return outcomes as Outcome<T>[];
  };
}

/** How long entries are of any use, in whole milliseconds: stores take no others. */
function liveMsOf({ ttlMs, staleWhileRevalidateMs, staleIfErrorMs }: Freshness): number {
  return Math.ceil(ttlMs * 1.1 + Math.max(staleWhileRevalidateMs, staleIfErrorMs));
}

/** Without end for an entry from the future: a clock was set back, and nobody knows how old it is. */
function ageMsOf({ storedAt }: Entry<Task>, now: number): number {
  return storedAt > now + CLOCK_SLACK_MS ? Number.POSITIVE_INFINITY : now - storedAt;
}

/** The outcome a kept entry gives by itself: undefined when there is none, or none young enough. */
function keptOutcome<T extends Task>(
  entry: Found<T> | undefined,
  key: string,
  now: number,
  freshness: Freshness,
  shared: boolean,
): Outcome<T> | undefined {
  if (!entry) return undefined;
  const age = ageMsOf(entry, now);
  const freshMs = freshMsOf(key, freshness);
  if (age > freshMs + freshness.staleWhileRevalidateMs) return undefined;
  const { answer, level = 'MEMORY' } = entry;
  const ageSeconds = ageOf(entry, now);
  return outcomeOf<T>(
    answer,
    age <= freshMs
      ? { status: 'HIT', ageSeconds, level, freshSeconds: wholeSeconds(freshMs - age), shared }
      : { status: 'STALE', ageSeconds, level },
  );
}

/** A new answer that is kept says how long it will be fresh; a semantic hit and what was asked past the cache are not kept. */
function withFreshness<T extends Task>(outcome: Outcome<T>, freshMs: number, shared: boolean): Outcome<T> {
  const { status } = outcome.cache;
  if (status !== 'MISS' && status !== 'COALESCED') return outcome;
  return withChanges(outcome, { cache: { status, freshSeconds: wholeSeconds(freshMs), shared } });
}

/** Spread by 0.9 to 1.1, by the key: the same in every process, and nothing to store. */
function freshMsOf(key: string, { ttlMs }: Freshness): number {
  return ttlMs * (0.9 + (Number.parseInt(key.slice(-4), 16) / 0xffff) * 0.2);
}

function wholeSeconds(ms: number): number {
  return Math.max(0, Math.floor(ms / 1_000));
}

function ageOf({ storedAt }: Found<Task>, now: number): number {
  return wholeSeconds(now - storedAt);
}

/** Beside an error goes the answer that is past its time, if it may still serve when all else fails. */
function withStale<T extends Task>(
  outcome: Outcome<T>,
  old: Found<T> | undefined,
  now: number,
  freshness: Freshness,
): Outcome<T> {
  if (!old || ageMsOf(old, now) > freshness.ttlMs * 1.1 + freshness.staleIfErrorMs) return outcome;
  return withChanges(outcome, { stale: { answer: old.answer, ageSeconds: ageOf(old, now) } });
}
