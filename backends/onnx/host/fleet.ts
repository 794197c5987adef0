/** Keeps the worker processes alive, and every model loaded in each. */
import type { BackendLog, ModelHealth } from '../../../src/model.ts';
import type { ModelFolder } from '../manifest.ts';
import { createLoadBook } from './load-book.ts';
import type { FromWorker, ToWorker } from './protocol.ts';
import { createReloads } from './reloads.ts';
import { createRestarts } from './restarts.ts';
import type { Seat } from './seat.ts';
import { type Outstanding, startWorker } from './worker-process.ts';

export interface FleetSettings {
  workers: number;
  /** A compiled script that calls `serveWorker`. */
  entry: string;
  runTimeoutMs: number;
  /** Told of processes that end and of models that cannot be loaded. */
  log?: BackendLog;
}

type Run = Extract<ToWorker, { kind: 'run' }>;

export interface FleetEvents {
  /** A batch is done, well or badly. */
  onAnswer(message: Extract<FromWorker, { kind: 'rows' | 'threw' }>, elapsedMs: number): void;
  /** A process ended before it answered these batches; the one it died of, if any, is `culprit`. */
  onLost(runs: readonly Run[], culprit?: Run): void;
  /** A model was loaded or refused, or a process has gone. */
  onChange(): void;
}

export interface Fleet {
  load(folder: ModelFolder): void;
  health(model: string): ModelHealth;
  /** The resident memory of all processes; undefined until each that runs has said it. */
  memoryBytes(): number | undefined;
  /** Every worker has loaded every model that can be loaded; or no worker starts. */
  isSettled(): boolean;
  /** Ends the processes; those that do not end by themselves are killed. */
  close(): Promise<void>;
}

const STOP_TIMEOUT_MS = 2_000;

async function stop(seats: readonly Seat[], emptied: Promise<void>): Promise<void> {
  for (const { restart } of seats) clearTimeout(restart);
  const workers = seats.flatMap(({ worker }) => worker ?? []);
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

/** Starts a process for each seat. */
export function createFleet(seats: readonly Seat[], { entry, runTimeoutMs, log }: FleetSettings, events: FleetEvents): Fleet {
  const book = createLoadBook(seats);
  const reloads = createReloads(book, () => whenEmpty !== undefined, log);
  const restarts = createRestarts();
  let whenEmpty: (() => void) | undefined;

  function start(seat: Seat): void {
    const onEnd = (left: readonly Outstanding[], hasSpoken: boolean, how: string): void => replace(seat, left, hasSpoken, how);
    try {
      seat.worker = startWorker(entry, runTimeoutMs, { onAnswer: (message, ms) => hear(seat, message, ms), onEnd });
    } catch {
      setImmediate(replace, seat, [], false, 'could not be started'); // the system has no memory for a process: it may have some later
      return;
    }
    for (const folder of book.wanted(seat)) seat.worker.tell({ kind: 'load', folder });
  }
  function hear(seat: Seat, message: FromWorker, elapsedMs: number): void {
    restarts.heard(message.kind === 'rows');
    if (message.kind === 'rows' || message.kind === 'threw') events.onAnswer(message, elapsedMs);
    if (message.kind === 'refused')
      reloads.failed(message.model, message.detail, book.refused(seat, message.model, message.detail));
    if ((message.kind === 'rows' || message.kind === 'loaded') && message.memoryBytes) seat.memoryBytes = message.memoryBytes;
    if (message.kind === 'loaded') reloads.loaded(seat, message.model, message.loadMs);
    if (message.kind === 'refused' || message.kind === 'loaded') events.onChange();
  }
  function replace(seat: Seat, outstanding: readonly Outstanding[], hasSpoken: boolean, how: string): void {
    delete seat.worker;
    delete seat.memoryBytes;
    seat.loaded.clear();
    const [first] = outstanding;
    if (whenEmpty && seats.every(({ worker }) => !worker)) whenEmpty();
    if (!whenEmpty) seat.restart = setTimeout(start, restarts.failed(hasSpoken), seat);
    const loading = hasSpoken && first?.kind === 'load' ? first.folder.manifest.id : undefined;
    if (!whenEmpty) log?.warn('worker', { problem: `a worker process ${how}`, while: whileOf(first, hasSpoken) });
    if (!whenEmpty && loading !== undefined) reloads.failed(loading, `the worker process ${how}`, book.crashed(seat, loading));
    const runs = outstanding.filter((task) => task.kind === 'run');
    events.onLost(runs, first?.kind === 'run' ? first : undefined);
    events.onChange();
  }

  for (const seat of seats) start(seat);
  return {
    load(folder) {
      book.add(folder);
      for (const { worker } of seats) worker?.tell({ kind: 'load', folder });
    },
    health: (id) =>
      restarts.isDown() ? { id, state: 'FAILED', detail: 'the worker processes end before they start to work' } : book.health(id),
    memoryBytes() {
      const known = seats.filter(({ worker }) => worker).map(({ memoryBytes }) => memoryBytes);
      return known.length > 0
        ? known.reduce((sum, bytes) => (sum === undefined || bytes === undefined ? undefined : sum + bytes))
        : undefined;
    },
    isSettled: () => restarts.isDown() || book.isComplete(),
    close: () => stop(seats, new Promise((resolve) => (whenEmpty = resolve))),
  };
}
