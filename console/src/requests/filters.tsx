import { catalog } from '../api/catalog.ts';
import { useStore } from '../api/store.ts';
import type { CacheStatus, RequestsQueryVariables } from '../generated/graphql.ts';
import { isTaskName, TASK_TITLES, TASKS, taskEnum } from '../playground/task.ts';
import { navigate, usePlace } from '../router.ts';
import { Check, Select } from '../ui/field.tsx';
import { words } from '../ui/format.ts';

const CACHE: readonly CacheStatus[] = ['HIT', 'NEAR_HIT', 'MISS', 'COALESCED', 'STALE', 'BYPASS'];

/** The filters of an address; wrong ones are passed over. */
export function filtersOf(query: URLSearchParams): Omit<RequestsQueryVariables, 'first' | 'before'> {
  const task = query.get('task') ?? undefined;
  const cache = CACHE.find((status) => status === query.get('cache'));
  const model = query.get('model');
  return {
    ...(isTaskName(task) && { task: taskEnum(task) }),
    ...(cache && { cache }),
    ...(model && { model }),
    ...(query.get('failed') === 'yes' && { failed: true }),
  };
}

/** The address with one of its parameters changed; an empty value leaves it out. */
export function withParameter(query: URLSearchParams, name: string, value: string): string {
  const next = new URLSearchParams(query);
  if (value) next.set(name, value);
  else next.delete(name);
  return next.size > 0 ? `/requests?${next}` : '/requests';
}

/** What to show; kept in the address, so that it can be sent to somebody. */
export function Filters({ live, onLive }: { live: boolean; onLive: (live: boolean) => void }) {
  const { query } = usePlace();
  const { models } = useStore(catalog);
  const set = (name: string) => (value: string) => navigate(withParameter(query, name, value), { replace: true });
  const any = [{ value: '', label: 'Any' }];
  return (
    <section className="card filters" aria-label="Filters">
      <Select
        label="Task"
        value={query.get('task') ?? ''}
        onChange={set('task')}
        choices={[...any, ...TASKS.map((task) => ({ value: task, label: TASK_TITLES[task] }))]}
      />
      <Select
        label="Model"
        value={query.get('model') ?? ''}
        onChange={set('model')}
        choices={[...any, ...models.map(({ id }) => ({ value: id, label: id }))]}
      />
      <Select
        label="Cache"
        value={query.get('cache') ?? ''}
        onChange={set('cache')}
        choices={[...any, ...CACHE.map((status) => ({ value: status, label: words(status) }))]}
      />
      <Check
        label="Only with a failure"
        checked={query.get('failed') === 'yes'}
        onChange={(failed) => set('failed')(failed ? 'yes' : '')}
      />
      <Check label="Keep reading" checked={live} onChange={onLive} />
    </section>
  );
}
