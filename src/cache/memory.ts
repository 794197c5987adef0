import { LRUCache } from 'lru-cache';
import type { Task } from '../task.ts';
import type { Entry } from './entry.ts';

/** The first level: entries in this process, bounded by bytes, least recently used first to go. */
export interface Memory {
  get(key: string): Entry<Task> | undefined;
  /** `liveMs`: how long it may be kept, stale time included. */
  set(key: string, entry: Entry<Task>, liveMs: number): void;
  delete(isMeant: (key: string) => boolean): number;
  /** How often entries were purged: what was asked before a purge may not be kept after it. */
  purges(): number;
  stats(): { entries: number; bytes: number };
}

/** What an entry costs beside its strings: objects, map slots and the list of the least recently used. Measured over a million entries. */
const OVERHEAD_BYTES = 700;

export function createMemory(maxBytes: number): Memory {
  const kept = new LRUCache<string, Entry<Task>>({
    maxSize: Math.max(1, maxBytes),
    ttl: 1,
    ttlResolution: 1_000,
    perf: performance,
  });
  let purges = 0;
  return {
    get: (key) => kept.get(key),
    set(key, entry, liveMs) {
      const size = bytesOf(entry) + key.length + OVERHEAD_BYTES;
      if (size <= maxBytes) kept.set(key, entry, { ttl: liveMs, size });
    },
    delete(isMeant) {
      const meant = [...kept.keys()].filter(isMeant);
      for (const key of meant) kept.delete(key);
      purges += 1;
      return meant.length;
    },
    purges: () => purges,
    stats: () => ({ entries: kept.size, bytes: kept.calculatedSize }),
  };
}

/** Two bytes a UTF-16 unit at the most. */
function bytesOf(value: unknown): number {
  if (typeof value === 'string') return 2 * value.length;
  if (value === null || typeof value !== 'object') return 8;
  let bytes = 16;
  for (const item of Object.values(value)) bytes += 8 + bytesOf(item);
  return bytes;
}
