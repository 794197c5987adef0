import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Answer, ModelRef } from '../model.ts';
import { remember } from '../remember.ts';
import type { Options, Task } from '../task.ts';

/** Changes when the meaning of a key or a stored answer changes: entries of another format are misses. */
export const FORMAT = 4;

/** How far the clocks of processes may be apart. An entry from further in the future means that a clock was set back. */
export const CLOCK_SLACK_MS = 1_000;

/** An answer in a store, with when it was made. */
export interface Entry<T extends Task> {
  answer: Answer<T>;
  /** Milliseconds of the epoch. */
  storedAt: number;
}

/** Who may see an entry. */
export type CacheScope = 'tenant' | 'shared';

/** What an entry belongs to: the readable part of its key, by which entries are purged. */
export interface EntryOwner {
  task: Task;
  model: ModelRef;
  tenant: string;
}

/** Which entries are meant: all of what is given must fit; nothing given means every entry. */
export interface PurgeFilter {
  task?: Task;
  /** `backend/model`, of any version. */
  model?: string;
  tenant?: string;
  /** Answers to exactly this text, whatever was asked of it. */
  text?: string;
}

/**
 * `task:backend/model@version:tenant:` in front of every key of an owner. Names are written so that neither `:` nor `@` is in
 * them, and the tenant is digested, since stores can be read by others.
 */
export function ownerPrefix({ task, model, tenant }: EntryOwner): string {
  return `${task}:${written(`${model.backend}/${model.id}`)}@${written(model.version)}:${tenantDigest(tenant)}:`;
}

function written(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replaceAll('%2F', '/');
}

function tenantDigest(tenant: string): string {
  return hash('sha256', tenant, 'hex').slice(0, 16);
}

/** How the parts of a key look that somebody could guess. */
type PartOf = (part: string) => string;
const asItIs: PartOf = (part) => part;

/** Whether what is kept under a key, or under what begins with an owner's prefix, belongs to what is meant, its text aside. */
export function isOwnerInFilter({ task, model, tenant }: PurgeFilter, partOf = asItIs): (key: string) => boolean {
  const name = model === undefined ? undefined : `${written(model)}@`;
  const digest = tenant === undefined ? undefined : partOf(tenantDigest(tenant));
  return (key) => {
    const [itsTask, itsModel, itsTenant] = key.split(':', 3);
    return (
      (task === undefined || itsTask === task) &&
      (name === undefined || itsModel?.startsWith(name) === true) &&
      (digest === undefined || itsTenant === digest)
    );
  };
}

/** Whether a key is of an entry that is meant. */
export function matchesFilter(filter: PurgeFilter, partOf = asItIs): (key: string) => boolean {
  const isOwned = isOwnerInFilter(filter, partOf);
  const end = filter.text === undefined ? '' : `:${partOf(textDigest(filter.text))}`;
  return (key) => key.endsWith(end) && isOwned(key);
}

/** The keys of texts that share their options, for a tenant. */
export type KeysOf<T extends Task> = (texts: readonly string[], options: Options<T>, tenant: string) => readonly string[];

/** Tenants whose part of the keys is remembered: it costs as much to make as the rest of a key. */
const TENANTS_KEPT = 1_000;

/**
 * Makes the keys of an owner's texts: its prefix, a SHA-256 of format, scope, tenant, task, model version and options, cut to
 * 128 bits, and one of the exact text. JSON of a list is injective, so crafted options cannot meet the key of others.
 */
export function createKeys<T extends Task>(owner: { task: T; model: ModelRef }, scope: CacheScope): KeysOf<T> {
  const known = new LRUCache<string, (options: Options<T>) => string>({ max: TENANTS_KEPT });
  const startFor = (tenant: string) => {
    const kept = known.get(tenant);
    if (kept) return kept;
    const prefix = ownerPrefix({ ...owner, tenant });
    const common = [FORMAT, scope, tenant, owner.task, owner.model];
    const startOf = remember((options: Options<T>) => `${prefix}${optionsDigest([...common, canonical(options)])}:`);
    known.set(tenant, startOf);
    return startOf;
  };
  return (texts, options, tenant) => {
    const start = startFor(scope === 'shared' ? '' : tenant)(options);
    return texts.map((text) => start + textDigest(text));
  };
}

function optionsDigest(parts: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(parts), 'hex').slice(0, 32);
}

function textDigest(text: string): string {
  return hash('sha256', exactly(text), 'hex');
}

/** Half a surrogate pair has no form in UTF-8, where it would look like any other: such a text is escaped. */
function exactly(text: string): string {
  return text.isWellFormed() ? `=${text}` : JSON.stringify(text);
}

/** The same value with the keys of every object in order and nothing undefined. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== 'object') return value;
  const known = Object.entries(value).filter(([, item]) => item !== undefined);
  return known.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, canonical(item)]);
}
