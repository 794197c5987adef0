import { createStore } from '../api/store.ts';
import { type Performed, perform } from './perform.ts';
import { TASKS, type TaskName, type TaskRequest } from './task.ts';

/** What a task's result pane shows. The last answer stays while the next is awaited. */
export interface Run {
  status: 'idle' | 'running' | 'done' | 'stopped';
  /** What is asked, or was asked last. */
  asked?: TaskRequest;
  /** What was written of the answer so far. */
  partial?: string;
  /** What `performed` answers. */
  request?: TaskRequest;
  performed?: Performed;
}

const idle: Run = { status: 'idle' };
const stored = createStore(Object.fromEntries(TASKS.map((task) => [task, idle])) as Readonly<Record<TaskName, Run>>);
const controllers = new Map<TaskName, AbortController>();

const put = (task: TaskName, run: Run) => stored.set({ ...stored.get(), [task]: run });

/** The runs of the playground, one a task; a new one replaces the one under way. */
export const runs = {
  ...stored,
  async start(request: TaskRequest): Promise<void> {
    const { task } = request;
    controllers.get(task)?.abort();
    const controller = new AbortController();
    controllers.set(task, controller);
    put(task, { ...stored.get()[task], status: 'running', asked: request, partial: undefined });
    const onPartial = (partial: string) => {
      if (!controller.signal.aborted) put(task, { ...stored.get()[task], partial });
    };
    try {
      put(task, { status: 'done', asked: request, request, performed: await perform(request, controller.signal, onPartial) });
    } catch (thrown) {
      if (!controller.signal.aborted) throw thrown;
    }
  },
  stop(task: TaskName): void {
    controllers.get(task)?.abort();
    put(task, { ...stored.get()[task], status: 'stopped' });
  },
  clear(task: TaskName): void {
    controllers.get(task)?.abort();
    put(task, idle);
  },
};
