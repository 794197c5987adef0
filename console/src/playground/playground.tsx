import { useEffect, useMemo } from 'react';
import { useStore } from '../api/store.ts';
import { CodeTabs } from '../code/code-tabs.tsx';
import { currentPlace, navigate } from '../router.ts';
import { Icon } from '../ui/icon.tsx';
import { Tabs, tabPanel } from '../ui/tabs.tsx';
import { drafts } from './drafts.ts';
import { emptyForm } from './form.ts';
import { addressOf, formFrom } from './link.ts';
import { requestOf } from './request-of.ts';
import { runs } from './runs.ts';
import { isSame, TASK_TITLES, TASKS, type TaskName } from './task.ts';
import { TaskPage } from './task-page.tsx';

const TABS = TASKS.map((id) => ({
  id,
  label: (
    <>
      <Icon name={id} size={17} />
      {TASK_TITLES[id]}
    </>
  ),
}));

/** Takes what an address says into the draft, then keeps the address in step with the draft. */
function useAddress(task: TaskName): void {
  const form = useStore(drafts)[task];
  useEffect(() => {
    const take = () => {
      const place = currentPlace();
      // A shared form is shown as it was shared; other addresses change only what they name.
      const form = place.fragment.has('text') ? emptyForm(task) : drafts.get()[task];
      if (place.query.size > 0 || place.fragment.size > 0) drafts.change(task, formFrom(place, form));
    };
    take();
    // A link to this very page that differs in its text alone loads nothing anew.
    addEventListener('hashchange', take);
    return () => removeEventListener('hashchange', take);
  }, [task]);
  useEffect(() => {
    navigate(addressOf(task, form, emptyForm(task)), { replace: true });
  }, [task, form]);
}

export function Playground({ task }: { task: TaskName }) {
  useAddress(task);
  const all = useStore(drafts);
  const form = all[task];
  const run = useStore(runs)[task];
  const request = useMemo(() => requestOf(task, form), [task, form]);
  const open = (id: TaskName) => navigate(addressOf(id, all[id], emptyForm(id)));
  return (
    <>
      <Tabs name="task" label="Task" tabs={TABS} chosen={task} onChoose={open} />
      <div {...tabPanel('task', task)}>
        <TaskPage key={task} task={task} form={form} request={request} run={run} />
        <CodeTabs request={request} body={isSame(run.request, request) ? run.performed?.body : undefined} />
      </div>
    </>
  );
}
