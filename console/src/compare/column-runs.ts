import { createStore } from '../api/store.ts';
import { type Performed, perform } from '../playground/perform.ts';
import { requestOf } from '../playground/request-of.ts';
import { isSame, type TaskRequest } from '../playground/task.ts';
import { type Column, comparison, removeColumn } from './comparison.ts';

export interface ColumnRun {
  status: 'running' | 'done' | 'stopped';
  request: TaskRequest;
  performed?: Performed;
}

type Runs = Readonly<Record<number, ColumnRun | undefined>>;

/** What came of each column, by its id. */
export const columnRuns = createStore<Runs>({});
const controllers = new Map<number, AbortController>();

const put = (id: number, run: ColumnRun | undefined) => columnRuns.set({ ...columnRuns.get(), [id]: run });

/** What a column would be asked now. */
function requestFor({ id: _, ...steering }: Column): TaskRequest {
  const { task, form } = comparison.get();
  return requestOf(task, { ...form, ...steering });
}

/** Whether text, options or model have changed since a column was asked: its answer is no match for newer ones. */
export const isOutdated = (column: Column, { request }: ColumnRun): boolean => !isSame(request, requestFor(column));

/** Asks one column; its failure stays its own. */
export async function runColumn(column: Column): Promise<void> {
  const { id } = column;
  const request = requestFor(column);
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

/** Takes a column away with what came of it: another column may get its id. */
export function dropColumn(id: number): void {
  controllers.get(id)?.abort();
  put(id, undefined);
  removeColumn(id);
}

export function forgetRuns(): void {
  for (const controller of controllers.values()) controller.abort();
  columnRuns.set({});
}
