import { isTaskName, type TaskName, taskEnum } from '../playground/task.ts';
import { navigate, usePlace } from '../router.ts';
import { type Dimension, isDimension } from './groups.ts';
import type { Series } from './minutes.ts';

/** How far back one can look, in minutes. */
export const SPANS = ['15', '30', '60'] as const;
type Span = (typeof SPANS)[number];

/** What is shown, and split by what: kept in the address, so that it can be sent to somebody. */
export interface Narrowing {
  task: TaskName | '';
  model: string;
  tenant: string;
  by: Dimension | '';
  span: Span;
  set: (name: 'task' | 'model' | 'tenant' | 'by' | 'minutes', value: string) => void;
}

export function useNarrowing(): Narrowing {
  const { query } = usePlace();
  const task = query.get('task') ?? undefined;
  const by = query.get('by');
  return {
    task: isTaskName(task) ? task : '',
    model: query.get('model') ?? '',
    tenant: query.get('tenant') ?? '',
    by: isDimension(by) ? by : '',
    span: SPANS.find((span) => span === query.get('minutes')) ?? '60',
    set(name, value) {
      const next = new URLSearchParams(query);
      if (value) next.set(name, value);
      else next.delete(name);
      navigate(next.size > 0 ? `/overview?${next}` : '/overview', { replace: true });
    },
  };
}

/** The series that fit. */
export const narrowed = (
  series: readonly Series[],
  { task, model, tenant }: Pick<Narrowing, 'task' | 'model' | 'tenant'>,
): readonly Series[] =>
  series.filter(
    (entry) =>
      (!task || entry.task === taskEnum(task)) && (!model || entry.model === model) && (!tenant || entry.tenant === tenant),
  );
