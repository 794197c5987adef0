/** Keeps the worker processes alive, and every model loaded in each. */
import type { BackendLog, ModelHealth } from '../../../src/model.ts';
import type { ModelFolder } from '../manifest.ts';
import { createLoadTracker } from './load-tracker.ts';
import type { FromWorker, ToWorker } from './protocol.ts';
import { createReloads } from './reloads.ts';
import { createRestarts } from './restarts.ts';
import { type Outstanding, startWorker } from './worker-process.ts';
import type { WorkerSlot } from './worker-slot.ts';

export interface WorkerPoolSettings {
  workers: number;
  /** A compiled script that calls `serveWorker`. */
  entry: string;
  runTimeoutMs: number;
  /** Told of processes that end and of models that cannot be loaded. */
  log?: BackendLog;
}

type Run = Extract<ToWorker, { kind: 'run' }>;

export interface WorkerPoolEvents {
  /** A batch is done, well or badly. */
  onAnswer(message: Extract<FromWorker, { kind: 'rows' | 'threw' }>, elapsedMs: number): void;
  /** A process ended before it answered these batches; the one it died of, if any, is `culprit`. */
  onLost(runs: readonly Run[], culprit?: Run): void;
  /** A model was loaded or refused, or a process has gone. */
  onChange(): void;
}

export interface WorkerPool {
  /** With a problem of its files, once they are those of its manifest. */
  load(folder: ModelFolder, problem?: string): void;
  health(model: string): ModelHealth;
  /** The resident memory of all processes; undefined until each that runs has said it. */
  memoryBytes(): number | undefined;
  /** Every worker has loaded every model that can be loaded; or no worker starts. */
  isSettled(): boolean;
  /** Ends the processes; those that do not end by themselves are killed. */
  close(): Promise<void>;
}

const STOP_TIMEOUT_MS = 2_000;

async function stop(slots: readonly WorkerSlot[], emptied: Promise<void>): Promise<void> {
  for (const { restart } of slots) clearTimeout(restart);
  const workers = slots.flatMap(({ worker }) => worker ?? []);
  if (workers.length === 0) return;
  for (const worker of workers) worker.tell({ kind: 'stop' });
  const timer = setTimeout(() => {
    for (const worker of workers) worker.kill();
  }, STOP_TIMEOUT_MS);
  await emptied;
  clearTimeout(timer);
}

/** What a process was at when it ended. */
function whileOf(first: Outstanding | undefined, hasSpoken: boolean): string {
  if (!hasSpoken) return 'it started';
  if (!first) return 'it waited for work';
  return first.kind === 'load' ? `it loaded ${first.folder.manifest.id}` : `it ran ${first.model}`;
}

/** Starts a process for each slot. */
export function createWorkerPool(
  slots: readonly WorkerSlot[],
  { entry, runTimeoutMs, log }: WorkerPoolSettings,
  events: WorkerPoolEvents,
): WorkerPool {
  const tracker = createLoadTracker(slots);
  const reloads = createReloads(tracker, () => whenEmpty !== undefined, log);
  const restarts = createRestarts();
  let whenEmpty: (() => void) | undefined;

  function start(slot: WorkerSlot): void {
    const onEnd = (left: readonly Outstanding[], hasSpoken: boolean, how: string): void => replace(slot, left, hasSpoken, how);
    try {
      slot.worker = startWorker(entry, runTimeoutMs, { onAnswer: (message, ms) => hear(slot, message, ms), onEnd });
    } catch {
      setImmediate(replace, slot, [], false, 'could not be started'); // the system has no memory for a process: it may have some later
      return;
    }
    for (const folder of tracker.wanted(slot)) slot.worker.tell({ kind: 'load', folder });
  }
  function hear(slot: WorkerSlot, message: FromWorker, elapsedMs: number): void {
    restarts.heard(message.kind === 'rows');
    if (message.kind === 'rows' || message.kind === 'threw') events.onAnswer(message, elapsedMs);
    if (message.kind === 'refused')
      reloads.failed(message.model, message.detail, tracker.refused(slot, message.model, message.detail));
    if ((message.kind === 'rows' || message.kind === 'loaded') && message.memoryBytes) slot.memoryBytes = message.memoryBytes;
    if (message.kind === 'loaded') reloads.loaded(slot, message.model, message.loadMs);
    if (message.kind === 'refused' || message.kind === 'loaded') events.onChange();
  }
  function replace(slot: WorkerSlot, outstanding: readonly Outstanding[], hasSpoken: boolean, how: string): void {
    delete slot.worker;
    delete slot.memoryBytes;
    slot.loaded.clear();
    const [first] = outstanding;
    if (whenEmpty && slots.every(({ worker }) => !worker)) whenEmpty();
    if (!whenEmpty) slot.restart = setTimeout(start, restarts.failed(hasSpoken), slot);
    const loading = hasSpoken && first?.kind === 'load' ? first.folder.manifest.id : undefined;
    if (!whenEmpty) log?.warn('worker', { problem: `a worker process ${how}`, while: whileOf(first, hasSpoken) });
    if (!whenEmpty && loading !== undefined) reloads.failed(loading, `the worker process ${how}`, tracker.crashed(slot, loading));
    const runs = outstanding.filter((task) => task.kind === 'run');
    events.onLost(runs, first?.kind === 'run' ? first : undefined);
    events.onChange();
  }

  for (const slot of slots) start(slot);
  return {
    load(folder, problem) {
      const againInMs = tracker.add(folder, problem);
      if (problem !== undefined) return reloads.failed(folder.manifest.id, problem, againInMs);
      for (const { worker } of slots) worker?.tell({ kind: 'load', folder });
    },
    health: (id) =>
      restarts.isDown()
        ? { id, state: 'FAILED', detail: 'the worker processes end before they start to work' }
        : tracker.health(id),
    memoryBytes() {
      const known = slots.filter(({ worker }) => worker).map(({ memoryBytes }) => memoryBytes);
      return known.length > 0
        ? known.reduce((sum, bytes) => (sum === undefined || bytes === undefined ? undefined : sum + bytes))
        : undefined;
    },
    isSettled: () => restarts.isDown() || tracker.isComplete(),
    close: () => stop(slots, new Promise((resolve) => (whenEmpty = resolve))),
  };
}
