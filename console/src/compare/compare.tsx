import '../styles/models.css';
import '../styles/compare.css';
import { useEffect } from 'react';
import { useStore } from '../api/store.ts';
import { isTaskName, TASK_TITLES, TASKS, type TaskName } from '../playground/task.ts';
import { TaskOptions } from '../playground/task-options.tsx';
import { navigate, usePlace } from '../router.ts';
import { ManyRows } from '../rows/many-rows.tsx';
import { Segments } from '../ui/field.tsx';
import { Tabs, tabPanel } from '../ui/tabs.tsx';
import { forgetRuns } from './column-runs.ts';
import { changeComparison, changeForm, comparison } from './comparison.ts';
import { OneText } from './one-text.tsx';

const MODES = [
  { id: 'one', label: 'One text' },
  { id: 'rows', label: 'Many rows' },
] as const;

/** What was answered for another task is no answer to this one. */
function chooseTask(task: TaskName): void {
  if (task === comparison.get().task) return;
  forgetRuns();
  changeComparison({ task });
}

/** Takes task and mode from each address that is gone to, and keeps the address in step with both. */
function useAddress(): void {
  const { query } = usePlace();
  const [wantedTask, wantedMode] = [query.get('task') ?? undefined, query.get('mode')];
  useEffect(() => {
    if (isTaskName(wantedTask)) chooseTask(wantedTask);
    if (wantedMode === 'one' || wantedMode === 'rows') changeComparison({ mode: wantedMode });
  }, [wantedTask, wantedMode]);
  useEffect(() => {
    const show = () => {
      const { task, mode } = comparison.get();
      navigate(`/compare?task=${task}&mode=${mode}`, { replace: true });
    };
    show();
    return comparison.subscribe(show);
  }, []);
}

/** The same input for several models. */
export function Compare() {
  const { mode, task, form } = useStore(comparison);
  useAddress();
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
