import { GatewayError } from '../src/errors.ts';

/** Which page of a list: `first` items after the one `after` stands for. */
export interface Page {
  first?: number | null;
  after?: string | null;
}

const MAX = 100;
const USUAL = 50;
const CURSOR = 'after:';

/**
 * Cuts a page out of a list that is in the order of its ids. A cursor stays good when its own item has left the list.
 * Throws BAD_USER_INPUT for a page size out of bounds and for a cursor that this list never gave.
 */
export function connectionOf<T extends { id: string }>(all: readonly T[], { first, after }: Page) {
  const size = first ?? USUAL;
  if (size < 1 || size > MAX) throw new GatewayError('BAD_USER_INPUT', `\`first\` must be from 1 to ${MAX}; it is ${size}.`);
  const last = after == null ? '' : decode(after);
  const start = all.filter(({ id }) => id <= last).length;
  const nodes = all.slice(start, start + size);
  const edges = nodes.map((node) => ({ cursor: encode(node.id), node }));
  const pageInfo = {
    hasNextPage: start + size < all.length,
    hasPreviousPage: start > 0,
    startCursor: edges[0]?.cursor,
    endCursor: edges.at(-1)?.cursor,
  };
  return { edges, nodes, pageInfo, totalCount: all.length };
}

function encode(id: string): string {
  return Buffer.from(CURSOR + id).toString('base64url');
}

function decode(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString();
  if (!text.startsWith(CURSOR)) throw new GatewayError('BAD_USER_INPUT', '`after` is not a cursor of this list.');
  return text.slice(CURSOR.length);
}
