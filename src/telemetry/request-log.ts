import type { RequestRecord } from './request-record.ts';

/** The last requests, newest first to read, the oldest overwritten. */
export interface RequestLog {
  add(record: RequestRecord): void;
  /** Newest first; `before` is the sequence of the last one seen. */
  read(options: { first: number; before?: number; fits(record: RequestRecord): boolean }): readonly RequestRecord[];
}

export function createRequestLog(size: number): RequestLog {
  const ring: RequestRecord[] = [];
  return {
    add(record) {
      if (size > 0) ring[record.sequence % size] = record;
    },
    read({ first, before = Number.POSITIVE_INFINITY, fits }) {
      const wanted = ring.filter((record) => record !== undefined && record.sequence < before && fits(record));
      return wanted.sort((a, b) => b.sequence - a.sequence).slice(0, first);
    },
  };
}
