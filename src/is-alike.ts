import { isRecord } from './is-record.ts';

/**
 * Whether two values of plain data, such as JSON, say the same: members that are undefined say nothing, and their order does
 * not matter; that of a list does. Made for small values that are compared for every request: writing them out takes far longer.
 */
export function isAlike(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, place) => isAlike(item, other[place]));
  if (!isRecord(one) || !isRecord(other)) return false;
  for (const name in one) if (!isAlike(one[name], other[name])) return false;
  for (const name in other) if (one[name] === undefined && other[name] !== undefined) return false;
  return true;
}
