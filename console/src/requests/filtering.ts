import type { CacheStatus, RequestsQueryVariables } from '../generated/graphql.ts';
import { isTaskName, TASK_TITLES, TASKS, taskEnum } from '../playground/task.ts';
import type { Choice } from '../ui/field.tsx';
import { words } from '../ui/format.ts';

/** The parameters of the address that narrow the list, in the order in which they are shown. */
export const FILTERS = ['failed', 'task', 'cache', 'model'] as const;
export type FilterName = (typeof FILTERS)[number];

const CACHE: readonly CacheStatus[] = ['HIT', 'SEMANTIC_HIT', 'MISS', 'COALESCED', 'STALE', 'BYPASS'];

/** What can be chosen where the choices are always the same. */
export const CHOICES: Readonly<Record<Exclude<FilterName, 'model'>, readonly Choice[]>> = {
  failed: [
    { value: 'yes', label: 'With a failure' },
    { value: 'no', label: 'Without' },
  ],
  task: TASKS.map((task) => ({ value: task, label: TASK_TITLES[task] })),
  cache: CACHE.map((status) => ({ value: status, label: words(status) })),
};

/** A filter that is in force, in words that stand by themselves. */
export interface ActiveFilter {
  name: FilterName;
  value: string;
  label: string;
}

/** The filters that an address puts in force; wrong ones are passed over. */
export function activeFilters(query: URLSearchParams): readonly ActiveFilter[] {
  return FILTERS.flatMap((name): ActiveFilter[] => {
    const value = query.get(name);
    if (!value) return [];
    if (name === 'model') return [{ name, value, label: value }];
    const choice = CHOICES[name].find((known) => known.value === value);
    return choice ? [{ name, value, label: wording(name, choice) }] : [];
  });
}

function wording(name: FilterName, { value, label }: Choice): string {
  if (name === 'failed') return value === 'yes' ? 'With a failure' : 'Without a failure';
  return name === 'cache' ? `Cache: ${label.toLowerCase()}` : label;
}

/** The same filters as the gateway takes them. */
export function filtersOf(query: URLSearchParams): Omit<RequestsQueryVariables, 'first' | 'before'> {
  const active = new Map(activeFilters(query).map(({ name, value }) => [name, value]));
  const task = active.get('task');
  const cache = active.get('cache') as CacheStatus | undefined;
  const model = active.get('model');
  const failed = active.get('failed');
  return {
    ...(isTaskName(task) && { task: taskEnum(task) }),
    ...(cache && { cache }),
    ...(model && { model }),
    ...(failed && { failed: failed === 'yes' }),
  };
}

/** The address with some of its parameters changed; an empty value leaves one out. */
export function withParameters(query: URLSearchParams, changes: Readonly<Record<string, string>>): string {
  const next = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    if (value) next.set(name, value);
    else next.delete(name);
  }
  return next.size > 0 ? `/requests?${next}` : '/requests';
}
