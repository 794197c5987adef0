import { tabStorage } from '../api/kept.ts';
import { createStore, type Store } from '../api/store.ts';
import { emptyForm, type Form } from './form.ts';
import { TASKS, type TaskName } from './task.ts';

export type Drafts = Readonly<Record<TaskName, Form>>;

function readDraft(task: TaskName): Form {
  const empty = emptyForm(task);
  try {
    const kept: unknown = JSON.parse(tabStorage.read(`draft.${task}`) ?? 'null');
    return kept !== null && typeof kept === 'object' ? { ...empty, ...kept } : empty;
  } catch {
    return empty;
  }
}

const stored = createStore<Drafts>(Object.fromEntries(TASKS.map((task) => [task, readDraft(task)])) as Record<TaskName, Form>);

/** False when the last draft was too large for the browser to keep: it would be lost by closing the tab. */
export const isKept: Store<boolean> = createStore(true);

export const drafts = {
  ...stored,
  change(task: TaskName, changes: Partial<Form>): void {
    const form = { ...stored.get()[task], ...changes };
    isKept.set(tabStorage.write(`draft.${task}`, JSON.stringify(form)));
    stored.set({ ...stored.get(), [task]: form });
  },
};
