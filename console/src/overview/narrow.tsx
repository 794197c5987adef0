import { TASK_TITLES, TASKS } from '../playground/task.ts';
import { Segments, Select } from '../ui/field.tsx';
import type { Series } from './minutes.ts';
import { type Narrowing, SPANS } from './narrowing.ts';

const all = { value: '', label: 'All' };

/** The values to choose from: those that were seen, and the one of the address. */
function choices(values: readonly string[], chosen: string) {
  const names = [...new Set([...values, chosen])].filter((name) => name !== '').sort();
  return [all, ...names.map((name) => ({ value: name, label: name }))];
}

/** Narrows what is shown by task, model and tenant, and says by what the charts are split. */
export function Narrow({ series, narrowing }: { series: readonly Series[]; narrowing: Narrowing }) {
  const { task, model, tenant, by, span, set } = narrowing;
  return (
    <section className="card filters" aria-label="Filters">
      <Select
        label="Task"
        value={task}
        onChange={(value) => set('task', value)}
        choices={[all, ...TASKS.map((name) => ({ value: name, label: TASK_TITLES[name] }))]}
      />
      <Select
        label="Model"
        value={model}
        onChange={(value) => set('model', value)}
        choices={choices(
          series.map((entry) => entry.model),
          model,
        )}
      />
      <Select
        label="Tenant"
        value={tenant}
        onChange={(value) => set('tenant', value)}
        choices={choices(
          series.map((entry) => entry.tenant),
          tenant,
        )}
      />
      <Select
        label="Split the charts"
        value={by}
        onChange={(value) => set('by', value)}
        choices={[
          { value: '', label: 'All together' },
          { value: 'task', label: 'By task' },
          { value: 'model', label: 'By model' },
          { value: 'tenant', label: 'By tenant' },
        ]}
      />
      <Segments
        label="The last minutes"
        value={span}
        onChange={(value) => set('minutes', value === '60' ? '' : value)}
        choices={SPANS.map((value) => ({ value, label: value }))}
      />
    </section>
  );
}
