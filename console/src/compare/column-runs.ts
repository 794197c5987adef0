import { createStore } from '../api/store.ts';
import { type Performed, perform } from '../playground/perform.ts';
import { requestOf } from '../playground/request-of.ts';
import type { TaskRequest } from '../playground/task.ts';
import { type Column, comparison } from './comparison.ts';

export interface ColumnRun {
  status: 'running' | 'done' | 'stopped';
  request: TaskRequest;
  performed?: Performed;
}

type Runs = Readonly<Record<number, ColumnRun | undefined>>;

/** What came of each column, by its id. */
export const columnRuns = createStore<Runs>({});
const controllers = new Map<number, AbortController>();

const put = (id: number, run: ColumnRun) => columnRuns.set({ ...columnRuns.get(), [id]: run });

/** Asks one column; its failure stays its own. */
export async function runColumn(column: Column): Promise<void> {
  const { task, form } = comparison.get();
  const { id, ...steering } = column;
  const request = requestOf(task, { ...form, ...steering });
  controllers.get(id)?.abort();
  const controller = new AbortController();
  controllers.set(id, controller);
  put(id, { status: 'running', request });
  try {
    put(id, { status: 'done', request, performed: await perform(request, controller.signal) });
  } catch (thrown) {
    if (!controller.signal.aborted) throw thrown;
  }
}

export function runAllColumns(): void {
  for (const column of comparison.get().columns) void runColumn(column);
}

export function stopColumn(id: number): void {
  controllers.get(id)?.abort();
  const run = columnRuns.get()[id];
  if (run?.status === 'running') put(id, { ...run, status: 'stopped' });
}

export function forgetRuns(): void {
  for (const controller of controllers.values()) controller.abort();
  columnRuns.set({});
}
