import { GatewayError } from '../src/errors.ts';

/** Which page of a list: `first` nodes after the one `after` stands for. */
export interface Page {
  first?: number | null;
  after?: string | null;
}

const MAX = 100;
const USUAL = 50;
const CURSOR = 'after:';

/** How many nodes a page has at most. Throws BAD_USER_INPUT where they are out of bounds. */
export function sizeOf({ first }: Page): number {
  const size = first ?? USUAL;
  if (size < 1 || size > MAX) throw new GatewayError('BAD_USER_INPUT', `\`first\` must be from 1 to ${MAX}; it is ${size}.`);
  return size;
}

/** The place that `after` stands for; undefined for the beginning of the list. Throws BAD_USER_INPUT for a cursor of another list. */
export function placeOf({ after }: Page, isPlace: (place: string) => boolean): string | undefined {
  if (after == null) return undefined;
  const text = Buffer.from(after, 'base64url').toString();
  const place = text.slice(CURSOR.length);
  if (text.startsWith(CURSOR) && isPlace(place)) return place;
  throw new GatewayError('BAD_USER_INPUT', '`after` is not a cursor of this list.');
}

/** A page in the shape of the schema; `placeOf` tells where a node stands in its list. */
export function connectionOf<T>(
  nodes: readonly T[],
  placeOf: (node: T) => string,
  { hasNextPage, hasPreviousPage }: { hasNextPage: boolean; hasPreviousPage: boolean },
) {
  const edges = nodes.map((node) => ({ cursor: Buffer.from(CURSOR + placeOf(node)).toString('base64url'), node }));
  const pageInfo = { hasNextPage, hasPreviousPage, startCursor: edges[0]?.cursor, endCursor: edges.at(-1)?.cursor };
  return { edges, nodes, pageInfo };
}

/** Cuts a page out of a list that is in the order of its ids. A cursor stays good when its own node has left the list. */
export function pageById<T extends { id: string }>(all: readonly T[], page: Page) {
  const size = sizeOf(page);
  const last = placeOf(page, () => true) ?? '';
  const start = all.filter(({ id }) => id <= last).length;
  const nodes = all.slice(start, start + size);
  const connection = connectionOf(nodes, ({ id }) => id, { hasNextPage: start + size < all.length, hasPreviousPage: start > 0 });
  return { ...connection, totalCount: all.length };
}
