import { catalog } from '../api/catalog.ts';
import { keptStore } from '../api/kept-store.ts';
import { emptyForm, type Form } from '../playground/form.ts';
import { STRATEGY_TITLES } from '../playground/strategy.ts';
import type { TaskName } from '../playground/task.ts';
import { unusedModel } from './unused-model.ts';

/** Who answers in one column. */
export type Column = Pick<Form, 'model' | 'backend' | 'strategy'> & { id: number };

export interface Comparison {
  mode: 'one' | 'rows';
  task: TaskName;
  /** Text and options; who answers is in the columns. */
  form: Form;
  columns: readonly Column[];
}

export const MIN_COLUMNS = 1;
export const MAX_COLUMNS = 4;

const free = { model: '', backend: '', strategy: 'AUTO' } as const;

/** What the compare page works on. */
export const comparison = keptStore<Comparison>('compare', {
  mode: 'one',
  task: 'sentiment',
  form: emptyForm('classify'),
  columns: [
    { id: 1, ...free },
    { id: 2, ...free, strategy: 'LOCAL_ONLY' },
  ],
});

export function changeComparison(changes: Partial<Comparison>): void {
  comparison.set({ ...comparison.get(), ...changes });
}

export function changeForm(changes: Partial<Form>): void {
  changeComparison({ form: { ...comparison.get().form, ...changes } });
}

export function changeColumn(id: number, changes: Partial<Column>): void {
  changeComparison({
    columns: comparison.get().columns.map((column) => (column.id === id ? { ...column, ...changes } : column)),
  });
}

/** Adds a column for a model that answers in none yet: two that ask the same would compare nothing. */
export function addColumn(): void {
  const { columns, task, form } = comparison.get();
  if (columns.length >= MAX_COLUMNS) return;
  const id = Math.max(0, ...columns.map((column) => column.id)) + 1;
  changeComparison({
    columns: [...columns, { id, ...free, model: unusedModel(catalog.get().models, columns, task, form) ?? '' }],
  });
}

export function removeColumn(id: number): void {
  changeComparison({ columns: comparison.get().columns.filter((column) => column.id !== id) });
}

/** The name a column goes by in headings and files. */
export function columnName({ model, backend, strategy }: Column): string {
  if (model) return model;
  return backend ? `backend ${backend}` : STRATEGY_TITLES[strategy];
}
