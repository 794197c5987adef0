import type { CacheCounters } from '../cache/counters.ts';
import { type CacheScope, createKeys } from '../cache/entry.ts';
import { noteLookUp } from '../cache/look-up.ts';
import type { Memory } from '../cache/memory.ts';
import { createOrigin } from '../cache/origin.ts';
import { createShelf, type Found } from '../cache/shelf.ts';
import type { Store } from '../cache/store.ts';
import { changed } from '../changed.ts';
import { isAnswered, type ModelRef, type Outcome, outcomeOf, type Run } from '../model.ts';
import type { Task } from '../task.ts';

export interface Freshness {
  /** How long an answer is fresh; spread by a tenth each way, so that answers made together do not end together. */
  ttlMs: number;
  /** How long past its time it is still given, while one caller's question refreshes it. */
  staleWhileRevalidateMs: number;
  /** How long past its time it may serve when every model of the route fails. */
  staleIfErrorMs: number;
}

export interface CacheRoom {
  memory: Memory;
  store?: Store;
  counters: CacheCounters;
  /** How long work that callers share may take. */
  flightMs: number;
}

/** An entry from further in the future than this means that a clock was set back: it is not used. */
const CLOCK_SLACK_MS = 1_000;

/**
 * Answers what is known, lets one caller ask for what many want at once, and gives stale answers while it refreshes.
 * Keeps answers of this model version only; never an error, a near hit, or what a caller asked not to keep.
 */
export function cache<T extends Task>(
  run: Run<T>,
  owner: { task: T; model: ModelRef },
  room: CacheRoom,
  freshness: Freshness,
  scope: CacheScope,
): Run<T> {
  const liveMs = freshness.ttlMs * 1.1 + Math.max(freshness.staleWhileRevalidateMs, freshness.staleIfErrorMs);
  const shelf = createShelf<T>(owner.model, liveMs, room);
  const origin = createOrigin(run, shelf, room);
  const keysOf = createKeys(owner, scope);
  const isShared = scope === 'shared';
  return async (texts, options, call) => {
    if (call.cache === 'BYPASS') return run(texts, options, call);
    const beganMs = performance.now();
    const keys = keysOf(texts, options, call.tenant);
    const now = Date.now();
    const looked = call.cache === 'REFRESH' ? [] : shelf.get(keys);
    const found = looked instanceof Promise ? await looked : looked; // what is in memory is not waited for
    if (call.cache === 'USE') noteLookUp(call, beganMs);
    const outcomes = keys.map((key, place) => keptOutcome(found[place], key, now, freshness, isShared));
    const missing: number[] = [];
    outcomes.forEach((outcome, place) => {
      if (!outcome) missing.push(place);
      else if (outcome.cache.status === 'STALE') origin.refresh({ keys, texts, options }, place, call);
      if (outcome) room.counters[outcome.cache.status === 'STALE' ? 'stale' : 'hits'] += 1;
    });
    if (missing.length === 0) return outcomes as Outcome<T>[];
    const asked = await origin.ask({ keys, texts, options }, missing, call);
    missing.forEach((place, index) => {
      const outcome = asked[index] as Outcome<T>;
      outcomes[place] = isAnswered(outcome)
        ? withFreshness(outcome, freshMsOf(keys[place] ?? '', freshness), isShared)
        : withStale(outcome, found[place], now, freshness);
    });
    return outcomes as Outcome<T>[];
  };
}

/** The outcome a kept entry gives by itself: undefined when there is none, or none young enough. */
function keptOutcome<T extends Task>(
  entry: Found<T> | undefined,
  key: string,
  now: number,
  freshness: Freshness,
  shared: boolean,
): Outcome<T> | undefined {
  if (!entry || entry.storedAt > now + CLOCK_SLACK_MS) return undefined;
  const age = now - entry.storedAt;
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

/** A new answer that is kept says how long it will be fresh; a near hit and what was asked past the cache are not kept. */
function withFreshness<T extends Task>(outcome: Outcome<T>, freshMs: number, shared: boolean): Outcome<T> {
  const { status } = outcome.cache;
  if (status !== 'MISS' && status !== 'COALESCED') return outcome;
  return changed(outcome, { cache: { status, freshSeconds: wholeSeconds(freshMs), shared } });
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
  if (!old || now - old.storedAt > freshness.ttlMs * 1.1 + freshness.staleIfErrorMs) return outcome;
  return changed(outcome, { stale: { answer: old.answer, ageSeconds: ageOf(old, now) } });
}
