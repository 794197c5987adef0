import '../styles/models.css';
import '../styles/compare.css';
import { useEffect } from 'react';
import { useStore } from '../api/store.ts';
import { isTaskName, TASK_TITLES, TASKS } from '../playground/task.ts';
import { TaskOptions } from '../playground/task-options.tsx';
import { currentPlace, navigate } from '../router.ts';
import { ManyRows } from '../rows/many-rows.tsx';
import { Segments } from '../ui/field.tsx';
import { Tabs, tabPanel } from '../ui/tabs.tsx';
import { forgetRuns } from './column-runs.ts';
import { type Comparison, changeComparison, changeForm, comparison } from './comparison.ts';
import { OneText } from './one-text.tsx';

const MODES = [
  { id: 'one', label: 'One text' },
  { id: 'rows', label: 'Many rows' },
] as const;

/** Takes task and mode from an address, then keeps the address in step. */
function useAddress({ task, mode }: Comparison): void {
  useEffect(() => {
    const { query } = currentPlace();
    const [wantedTask, wantedMode] = [query.get('task') ?? undefined, query.get('mode')];
    changeComparison({
      ...(isTaskName(wantedTask) && { task: wantedTask }),
      ...((wantedMode === 'one' || wantedMode === 'rows') && { mode: wantedMode }),
    });
  }, []);
  useEffect(() => navigate(`/compare?task=${task}&mode=${mode}`, { replace: true }), [task, mode]);
}

/** The same input for several models. */
export function Compare() {
  const state = useStore(comparison);
  const { mode, task, form } = state;
  useAddress(state);
  const chooseTask = (chosen: typeof task) => {
    forgetRuns();
    changeComparison({ task: chosen });
  };
  return (
    <>
      <Tabs name="mode" label="How much" tabs={MODES} chosen={mode} onChoose={(id) => changeComparison({ mode: id })} />
      <div {...tabPanel('mode', mode)} className="mode-panel">
        <section className="card stack" aria-label="Task and options">
          <Segments
            label="Task"
            value={task}
            choices={TASKS.map((value) => ({ value, label: TASK_TITLES[value] }))}
            onChange={chooseTask}
          />
          <TaskOptions
            task={task}
            form={form}
            onChange={changeForm}
            onSwap={() => changeForm({ source: form.target, target: form.source || 'en' })}
          />
        </section>
        {mode === 'one' ? <OneText /> : <ManyRows />}
      </div>
    </>
  );
}
