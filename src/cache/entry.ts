import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Answer, ModelRef } from '../model.ts';
import { canonical, optionsKey } from '../options-key.ts';
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

/** How many beginnings of keys are remembered: they cost as much to make as the rest. */
const STARTS_KEPT = 2_000;

/**
 * Makes the keys of an owner's texts: its prefix, a SHA-256 of format, scope, tenant, task, model version and options, cut to
 * 128 bits, and one of the exact text. JSON of a list is injective, so crafted options cannot meet the key of others.
 */
export function createKeys<T extends Task>(owner: { task: T; model: ModelRef }, scope: CacheScope): KeysOf<T> {
  const starts = new LRUCache<string, string>({ max: STARTS_KEPT });
  const startFor = (tenant: string, options: Options<T>) => {
    const asked = `${tenant.length}:${tenant}${optionsKey(options)}`; // with its length, no tenant can run into the key of options
    const kept = starts.get(asked);
    if (kept !== undefined) return kept;
    const parts = [FORMAT, scope, tenant, owner.task, owner.model, canonical(options)];
    const start = `${ownerPrefix({ ...owner, tenant })}${hash('sha256', JSON.stringify(parts), 'hex').slice(0, 32)}:`;
    starts.set(asked, start);
    return start;
  };
  let last = { tenant: '', key: '', start: '' }; // most requests are like the one before
  return (texts, options, asker) => {
    const tenant = scope === 'shared' ? '' : asker;
    const key = optionsKey(options);
    if (last.key !== key || last.tenant !== tenant) last = { tenant, key, start: startFor(tenant, options) };
    const { start } = last;
    return texts.map((text) => start + textDigest(text));
  };
}

function textDigest(text: string): string {
  return hash('sha256', exactly(text), 'hex');
}

/** Half a surrogate pair has no form in UTF-8, where it would look like any other: such a text is escaped. */
function exactly(text: string): string {
  return text.isWellFormed() ? `=${text}` : JSON.stringify(text);
}
