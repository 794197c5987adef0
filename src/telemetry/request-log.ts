import { blankRecord, type RequestRecord } from './request-record.ts';

/** The last requests, newest first to read, the oldest overwritten. */
export interface RequestLog {
  /** The record that the next request is to be written over, all of it, at once. */
  next(): RequestRecord;
  /** Copies, newest first; `before` is the sequence of the last one seen. */
  read(options: { first: number; before?: number; fits(record: RequestRecord): boolean }): readonly RequestRecord[];
}

/**
 * Keeps the last `size` records. The oldest is written over instead of replaced: at thousands of requests a second,
 * records live just long enough to be taken for lasting ones, and the garbage collector would stop for all of them at once.
 */
export function createRequestLog(size: number): RequestLog {
  const ring: RequestRecord[] = [];
  const places = Math.max(1, size);
  let taken = 0;
  return {
    next() {
      const place = taken++ % places;
      ring[place] ??= blankRecord();
      return ring[place];
    },
    read({ first, before = Number.POSITIVE_INFINITY, fits }) {
      const wanted = ring.filter((record) => record.sequence < before && fits(record));
      const newest = wanted.sort((a, b) => b.sequence - a.sequence).slice(0, Math.min(first, size));
      return newest.map((record) => ({ ...record, lookUps: record.lookUps.map((lookUp) => ({ ...lookUp })) }));
    },
  };
}
