import type { LookUp } from '../model.ts';
import type { RequestRecord } from './request-record.ts';

/** The last requests, newest first to read, the oldest overwritten. */
export interface RequestLog {
  /** Copies what it is given. */
  add(record: RequestRecord): void;
  /** Newest first; `before` is the sequence of the last one seen. */
  read(options: { first: number; before?: number; fits(record: RequestRecord): boolean }): readonly RequestRecord[];
}

interface Kept extends RequestRecord {
  lookUps: LookUp[];
}

/**
 * Keeps the last `size` records. The oldest is written over instead of replaced: at thousands of requests a second,
 * records live just long enough to be taken for lasting ones, and the garbage collector would stop for all of them at once.
 */
export function createRequestLog(size: number): RequestLog {
  const ring: Kept[] = [];
  return {
    add(record) {
      if (size === 0) return;
      const place = record.sequence % size;
      const kept = ring[place];
      if (kept) Object.assign(kept, record, { lookUps: writeOver(kept.lookUps, record.lookUps) });
      else ring[place] = copyOf(record);
    },
    read({ first, before = Number.POSITIVE_INFINITY, fits }) {
      const wanted = ring.filter((record) => record !== undefined && record.sequence < before && fits(record));
      const newest = wanted.sort((a, b) => b.sequence - a.sequence).slice(0, first);
      return newest.map(copyOf);
    },
  };
}

function copyOf(record: RequestRecord): Kept {
  return { ...record, lookUps: record.lookUps.map((lookUp) => ({ ...lookUp })) };
}

function writeOver(kept: LookUp[], lookUps: readonly LookUp[]): LookUp[] {
  kept.length = Math.min(kept.length, lookUps.length);
  lookUps.forEach((lookUp, index) => {
    const old = kept[index];
    if (old) Object.assign(old, lookUp);
    else kept.push({ ...lookUp });
  });
  return kept;
}
