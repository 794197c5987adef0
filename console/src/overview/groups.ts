import { words } from '../ui/format.ts';
import { type Minute, minutesOf, type Series } from './minutes.ts';

/** What the charts can be split by. */
export const DIMENSIONS = ['task', 'model', 'tenant'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

export const isDimension = (name: string | null): name is Dimension => DIMENSIONS.some((dimension) => dimension === name);

export interface Group {
  name: string;
  minutes: readonly Minute[];
}

/** As many as can be told apart by color; the rest are gathered under one name. */
const mostGroups = 6;

/** The name by which one value of a dimension is shown. */
function nameOf(dimension: Dimension, value: string): string {
  if (dimension === 'task') return words(value);
  return value || (dimension === 'model' ? 'no model' : 'no tenant');
}

const requestsOf = (series: readonly Series[]) =>
  series.reduce((sum, { buckets }) => buckets.reduce((part, { requests }) => part + requests, sum), 0);

/** The series gathered by one dimension, those with the most requests first. */
export function groupsOf(series: readonly Series[], dimension: Dimension, minutes: number, now: number): readonly Group[] {
  const byValue = new Map<string, Series[]>();
  for (const entry of series) byValue.set(entry[dimension], [...(byValue.get(entry[dimension]) ?? []), entry]);
  const sorted = [...byValue].sort(([, one], [, other]) => requestsOf(other) - requestsOf(one));
  const alone = sorted.length > mostGroups ? sorted.slice(0, mostGroups - 1) : sorted;
  const rest = sorted.slice(alone.length).flatMap(([, members]) => members);
  return [
    ...alone.map(([value, members]) => ({ name: nameOf(dimension, value), minutes: minutesOf(members, minutes, now) })),
    ...(rest.length > 0 ? [{ name: 'all others', minutes: minutesOf(rest, minutes, now) }] : []),
  ];
}
