import type { CacheCounters } from '../cache/counters.ts';
import { type CacheScope, CLOCK_SLACK_MS, createKeys, type Entry } from '../cache/entry.ts';
import type { Memory } from '../cache/memory.ts';
import { createOrigin, type Landed } from '../cache/origin.ts';
import { questionsAt } from '../cache/questions.ts';
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
  return async (batch, call) => {
    if (call.cache === 'BYPASS') return run(batch, call);
    const startedAt = performance.now();
    const { texts, options } = batch;
    const keys = keysOf(texts, options, call.tenant);
    const questions = { batch, keys };
    const now = Date.now();
    const looked = call.cache === 'REFRESH' ? [] : tieredCache.get(questions);
    const found = looked instanceof Promise ? await looked : looked; // what is in memory is not waited for
    if (call.cache === 'USE') call.trace?.lookedUp(startedAt);
    const outcomes = keys.map((key, index) => keptOutcome(found[index], key, now, freshness, isShared));
    const [missing, stale]: [number[], number[]] = [[], []];
    outcomes.forEach((outcome, index) => {
      if (!outcome) missing.push(index);
      else if (outcome.cache.status === 'STALE') stale.push(index);
    });
    if (stale.length > 0) origin.refresh(questionsAt(questions, stale), call);
    const asked = missing.length > 0 ? await origin.ask(questionsAt(questions, missing), call) : [];
    missing.forEach((index, place) => {
      const landed = asked[place] as Landed<T>;
      outcomes[index] = isAnswered(landed.outcome)
        ? fresh(landed, freshMsOf(keys[index] ?? '', freshness), isShared)
        : failed(landed, found[index], now, freshness);
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

/**
 * What a model has answered, with what the cache did: an answer that is kept says how long it will be fresh. A semantic hit, and what was
 * found in the store meanwhile, says so already.
 */
function fresh<T extends Task>({ outcome, status }: Landed<T>, freshMs: number, shared: boolean): Outcome<T> {
  const told = outcome.cache.status === 'BYPASS' ? status : outcome.cache.status;
  if (told !== 'MISS' && told !== 'COALESCED') return outcome;
  return withChanges(outcome, { cache: { status: told, freshSeconds: wholeSeconds(freshMs), shared } });
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

/** An error, with what the cache did. Beside it goes the answer that is past its time, if it may still serve when all else fails. */
function failed<T extends Task>(
  { outcome: { result }, status }: Landed<T>,
  old: Found<T> | undefined,
  now: number,
  freshness: Freshness,
): Outcome<T> {
  const mayServe = old && ageMsOf(old, now) <= freshness.ttlMs * 1.1 + freshness.staleIfErrorMs;
  const stale = mayServe ? { answer: old.answer, ageSeconds: ageOf(old, now) } : undefined;
  return { result, cache: { status }, stale };
}
