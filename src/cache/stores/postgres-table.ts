import type { Pool } from 'pg';

/** Unlogged: a crash of the server may cost the entries, a write costs half. An older table is given what it lacks. */
const MAKE_TABLE = `
CREATE UNLOGGED TABLE IF NOT EXISTS lingraph_cache (key text PRIMARY KEY, value text NOT NULL);
ALTER TABLE lingraph_cache ADD COLUMN IF NOT EXISTS ends timestamptz NOT NULL DEFAULT now();
CREATE INDEX IF NOT EXISTS lingraph_cache_ends ON lingraph_cache (ends)`;

/** A table that could not be made is not tried again before: everybody else waits for the lock that it takes. */
const MAKE_AGAIN_MS = 10_000;

/** Another process made it at the same time. */
const ALREADY_MADE: readonly unknown[] = ['23505', '42P07', '42701', '42710'];

/** There is no table, and the server does not let it be made, for the `cause`. */
export class TableNotMade extends Error {}

/** Queries that make the table where it is missing. They reject with TableNotMade where that cannot be. */
export function withPostgresTable(pool: Pool): Pool['query'] {
  let making: Promise<unknown> | undefined;
  let notMade: { error: TableNotMade; atMs: number } | undefined;
  const make = () => {
    if (notMade && performance.now() - notMade.atMs < MAKE_AGAIN_MS) return Promise.reject(notMade.error);
    making ??= pool
      .query(MAKE_TABLE)
      .catch(orThrow(ALREADY_MADE))
      .catch((cause: unknown) => {
        notMade = { error: new TableNotMade('The table lingraph_cache could not be made', { cause }), atMs: performance.now() };
        throw notMade.error;
      })
      .finally(() => {
        making = undefined;
      });
    return making;
  };
  return async <Row>(text: string, values?: readonly unknown[]) => {
    try {
      return await pool.query<Row>(text, values);
    } catch (error) {
      if (!isMissing(error)) throw error;
      await make();
      return pool.query<Row>(text, values);
    }
  };
}

/** The table is not there, or not the one column that an older one lacks: what has no others is somebody else's. */
function isMissing(error: unknown): boolean {
  if (!(error instanceof Error && 'code' in error)) return false;
  return error.code === '42P01' || (error.code === '42703' && error.message.includes('"ends"'));
}

/** Takes an error of the server that has one of these codes for nothing, and throws any other. */
function orThrow(codes: readonly unknown[]): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof Error && 'code' in error && codes.includes(error.code))) throw error;
  };
}
