import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { isRecord } from '../is-record.ts';
import type { Answer, ModelRef } from '../model.ts';
import { remember } from '../remember.ts';
import type { Options, Task } from '../task.ts';

/** Changes when the meaning of a stored answer changes: entries of another format are misses. */
const FORMAT = 2;

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

/** `task:backend/model@version:tenant:` in front of every key of an owner; the tenant is digested, since stores can be read by others. */
function ownerPrefix({ task, model, tenant }: EntryOwner): string {
  return `${task}:${model.backend}/${model.id}@${model.version}:${tenantDigest(tenant)}:`;
}

export function tenantDigest(tenant: string): string {
  return hash('sha256', tenant, 'hex').slice(0, 16);
}

/** The keys of texts that share their options, for a tenant. */
export type KeysOf<T extends Task> = (texts: readonly string[], options: Options<T>, tenant: string) => readonly string[];

/** Tenants whose part of the keys is remembered: it costs as much to make as the rest of a key. */
const TENANTS_KEPT = 1_000;

/**
 * Makes the keys of an owner's texts: a SHA-256 over the exact text and the SHA-256 of format, scope, tenant, task,
 * model version and options. JSON of a list is injective, so crafted options cannot meet the key of others.
 */
export function createKeys<T extends Task>(owner: { task: T; model: ModelRef }, scope: CacheScope): KeysOf<T> {
  const known = new LRUCache<string, { prefix: string; startOf(options: Options<T>): string }>({ max: TENANTS_KEPT });
  const partsFor = (tenant: string) => {
    const kept = known.get(tenant);
    if (kept) return kept;
    const common = [FORMAT, scope, tenant, owner.task, owner.model];
    const startOf = (options: Options<T>) => hash('sha256', JSON.stringify([...common, canonical(options)]), 'hex');
    const parts = { prefix: ownerPrefix({ ...owner, tenant }), startOf: remember(startOf) };
    known.set(tenant, parts);
    return parts;
  };
  return (texts, options, tenant) => {
    const { prefix, startOf } = partsFor(scope === 'shared' ? '' : tenant);
    const start = startOf(options);
    return texts.map((text) => prefix + hash('sha256', start + exactly(text), 'hex'));
  };
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

/** What came out of a store, checked: undefined for garbage, another format, another model, or a time in the future. */
export function parseEntry<T extends Task>(stored: unknown, model: ModelRef, now: number): Entry<T> | undefined {
  if (!isRecord(stored) || stored.format !== FORMAT || typeof stored.storedAt !== 'number' || stored.storedAt > now + 1_000)
    return undefined;
  const { answer } = stored;
  if (!isRecord(answer) || !isRecord(answer.value) || !isRecord(answer.model)) return undefined;
  const { id, version, backend } = answer.model;
  if (id !== model.id || version !== model.version || backend !== model.backend) return undefined;
  return { answer: answer as unknown as Answer<T>, storedAt: stored.storedAt };
}

/** What goes into a store. */
export function storable<T extends Task>({ answer, storedAt }: Entry<T>): object {
  return { format: FORMAT, answer, storedAt };
}
