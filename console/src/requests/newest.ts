import type { Failure } from '../api/failure.ts';
import type { RequestRowFragment } from '../generated/graphql.ts';

/** A request, and the cursor of its place. */
export type Row = RequestRowFragment & { cursor: string };

/** How many the gateway gives at once. */
export const pageSize = 100;

/** A page, newest first, and whether older ones follow. */
interface Page {
  rows: readonly Row[];
  more: boolean;
}

/** Asks for the page after a cursor. */
export type AskPage = (after?: string) => Promise<{ page?: Page; failure?: Failure }>;

/** The newest requests as far as they were read. */
export interface Read extends Page {
  failure?: Failure;
}

/**
 * The newest `depth` requests: reads from the top until it meets what is known, then on from where that ends.
 * What is known keeps its identity: a request that has ended never changes.
 */
export async function readNewest(ask: AskPage, known: Read, depth: number): Promise<Read> {
  const identities = new Map(known.rows.map((row) => [row.id, row]));
  let rows: readonly Row[] = [];
  for (;;) {
    const { page, failure } = await ask(rows.at(-1)?.cursor);
    if (!page) return { ...known, failure };
    rows = [...rows, ...page.rows.map((row) => identities.get(row.id) ?? row)];
    if (!page.more) return { rows: rows.slice(0, depth), more: rows.length > depth };
    const last = page.rows.at(-1);
    const met = known.rows.findIndex(({ id }) => id === last?.id);
    if (met >= 0) {
      rows = [...rows, ...known.rows.slice(met + 1)];
      if (rows.length < depth && !known.more) return { rows, more: false };
    }
    if (rows.length >= depth) return { rows: rows.slice(0, depth), more: true };
  }
}
