import type { Failure } from '../api/failure.ts';
import { createStore } from '../api/store.ts';
import { type Column, comparison } from '../compare/comparison.ts';
import { requestOf } from '../playground/request-of.ts';
import type { TaskName, TaskRequest } from '../playground/task.ts';
import { askRows, type RowResult } from './ask-rows.ts';
import { itemsOf, sheet } from './sheet.ts';

export interface RowItem {
  text: string;
  label?: string;
}

/** All rows asked of all columns. The lists of results are filled in place; a new Job says that they changed. */
export interface Job {
  status: 'running' | 'stopped' | 'failed' | 'done';
  task: TaskName;
  items: readonly RowItem[];
  columns: readonly { column: Column; request: TaskRequest; results: (RowResult | undefined)[] }[];
  /** Why it stopped by itself. */
  failure?: Failure;
}

/** Rows of one request, and how much text they may hold together: well below the largest body a gateway reads. */
const chunkRows = 20;
const chunkLength = 100_000;

export const job = createStore<Job | undefined>(undefined);
let controller = new AbortController();

function nextChunk(items: readonly RowItem[], results: readonly (RowResult | undefined)[], from: number): readonly number[] {
  const chunk: number[] = [];
  let length = 0;
  for (let place = from; place < items.length && chunk.length < chunkRows; place++) {
    if (results[place]) continue;
    length += items[place]?.text.length ?? 0;
    if (chunk.length > 0 && length > chunkLength) break;
    chunk.push(place);
  }
  return chunk;
}

const drawEveryMs = 250;
let drawing = false;

/** Says that results came, a few times a second: drawing 50,000 rows anew for each request would be most of the work. */
function announce(): void {
  if (drawing) return;
  drawing = true;
  setTimeout(() => {
    drawing = false;
    const current = job.get();
    if (current?.status === 'running') job.set({ ...current });
  }, drawEveryMs);
}

/** Asks the rows of one column that have no result yet. Gives what ended it early. */
async function askColumn(
  { items }: Job,
  { request, results }: Job['columns'][number],
  { signal }: AbortController,
): Promise<Failure | undefined> {
  let chunk = nextChunk(items, results, 0);
  while (chunk.length > 0) {
    const texts = chunk.map((place) => items[place]?.text ?? '');
    const reply = await askRows(request, texts, signal);
    // A single text that no request can hold fails alone; any other failure would meet the next rows too.
    if (reply.failure && !(reply.failure.code === 'REQUEST_TOO_LARGE' && chunk.length === 1)) return reply.failure;
    chunk.forEach((place, index) => {
      results[place] = reply.failure ? { error: reply.failure } : reply.results[index];
    });
    announce();
    chunk = nextChunk(items, results, chunk.at(-1) ?? 0);
  }
  return undefined;
}

async function work(started: Job): Promise<void> {
  const mine = new AbortController();
  controller = mine;
  job.set({ ...started, status: 'running', failure: undefined });
  try {
    const failures = await Promise.all(started.columns.map((column) => askColumn(started, column, mine)));
    const failure = failures.find((entry) => entry !== undefined);
    job.set({ ...started, status: failure ? 'failed' : 'done', failure });
  } catch (thrown) {
    if (!mine.signal.aborted) throw thrown;
  }
}

/** Asks every row of the sheet of every column, from the start. */
export function startRows(): void {
  controller.abort();
  const { task, form, columns } = comparison.get();
  const items = itemsOf(sheet.get());
  void work({
    status: 'running',
    task,
    items,
    columns: columns.map((column) => {
      const { id: _, ...steering } = column;
      return {
        column,
        request: requestOf(task, { ...form, ...steering }),
        results: new Array<RowResult | undefined>(items.length),
      };
    }),
  });
}

export function stopRows(): void {
  controller.abort();
  const current = job.get();
  if (current?.status === 'running') job.set({ ...current, status: 'stopped' });
}

/** Goes on with the rows that have no result yet. */
export function resumeRows(): void {
  const current = job.get();
  if (current) void work(current);
}

/** Asks those rows again that ended with an error. */
export function retryFailedRows(): void {
  const current = job.get();
  if (!current) return;
  for (const { results } of current.columns)
    results.forEach((result, place) => {
      if (result?.error) results[place] = undefined;
    });
  void work(current);
}
