import type { Failure } from '../api/failure.ts';
import type { RequestRowFragment } from '../generated/graphql.ts';

type Row = RequestRowFragment;

/** How many the gateway gives at once. */
export const pageSize = 100;

/** Asks for a page of those before a sequence, newest first. */
export type AskPage = (before?: number) => Promise<{ rows?: readonly Row[]; failure?: Failure }>;

/** The newest requests as far as they were read. */
export interface Read {
  rows: readonly Row[];
  /** Whether the gateway may remember older ones. */
  more: boolean;
  failure?: Failure;
}

/** A gateway that was started anew counts from 1 again: the number alone says too little. */
const identityOf = ({ sequence, requestId }: Row) => `${sequence} ${requestId}`;

/**
 * The newest `depth` requests: reads from the top until it meets what is known, then on from where that ends.
 * What is known keeps its identity: a request that has ended never changes.
 */
export async function readNewest(ask: AskPage, known: Read, depth: number): Promise<Read> {
  const identities = new Map(known.rows.map((row) => [identityOf(row), row]));
  let rows: readonly Row[] = [];
  for (;;) {
    const { rows: page, failure } = await ask(rows.at(-1)?.sequence);
    if (!page) return { ...known, failure };
    rows = [...rows, ...page.map((row) => identities.get(identityOf(row)) ?? row)];
    if (page.length < pageSize) return { rows: rows.slice(0, depth), more: rows.length > depth };
    const last = page.at(-1);
    if (last && identities.has(identityOf(last))) {
      rows = [...rows, ...known.rows.filter(({ sequence }) => sequence < last.sequence)];
      if (rows.length < depth && !known.more) return { rows, more: false };
    }
    if (rows.length >= depth) return { rows: rows.slice(0, depth), more: true };
  }
}
