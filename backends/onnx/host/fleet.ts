/** Keeps the worker processes alive, and every model loaded in each. */
import type { ModelHealth } from '../../../src/model.ts';
import type { ModelFolder } from '../manifest.ts';
import type { FromWorker, ToWorker } from './protocol.ts';
import { type Outstanding, startWorker, type WorkerProcess } from './worker-process.ts';

/** The place of one worker: when its process dies, another takes the seat. */
export interface Seat {
  worker?: WorkerProcess;
  /** The models that the process has loaded. */
  loaded: Set<string>;
}

type Run = Extract<ToWorker, { kind: 'run' }>;

export interface FleetSettings {
  workers: number;
  /** A compiled script that calls `serveWorker`. */
  entry: string;
  runTimeoutMs: number;
}

export interface FleetEvents {
  /** A batch is done, well or badly. */
  onAnswer(message: Extract<FromWorker, { kind: 'rows' | 'threw' }>, elapsedMs: number): void;
  /** A process ended before it answered these batches; the one it died of, if any, is `culprit`. */
  onLost(runs: readonly Run[], culprit?: Run): void;
  /** A model was loaded or refused, or a process has gone. */
  onChange(): void;
}

export interface Fleet {
  seats: readonly Seat[];
  load(folder: ModelFolder): void;
  health(model: string): ModelHealth;
  /** Every worker has loaded every model that can be loaded; or no worker starts. */
  isSettled(): boolean;
  /** Ends the processes; those that do not end by themselves are killed. */
  close(): Promise<void>;
}

interface LoadedModel {
  folder: ModelFolder;
  loadMs?: number;
  failure?: string;
  /** Processes that ended while they loaded it. */
  crashes: number;
}

const MAX_LOAD_CRASHES = 2;
const MAX_SILENT_STARTS = 3;
const MAX_DELAY_MS = 10_000;
const STOP_TIMEOUT_MS = 2_000;
const DOWN = 'the worker processes end before they start to work';

/** The first process in a row that fails is replaced at once; after it each waits twice as long as the one before. */
const restartDelayMs = (failuresInRow: number): number =>
  failuresInRow <= 1 ? 0 : Math.min(MAX_DELAY_MS, 50 * 2 ** Math.min(failuresInRow, 20));

export function createFleet({ workers, entry, runTimeoutMs }: FleetSettings, events: FleetEvents): Fleet {
  const models = new Map<string, LoadedModel>();
  const seats: Seat[] = Array.from({ length: workers }, () => ({ loaded: new Set<string>() }));
  let failuresInRow = 0;
  let silentStarts = 0;
  let whenEmpty: (() => void) | undefined;

  const loadable = (): LoadedModel[] => [...models.values()].filter(({ failure }) => failure === undefined);

  function start(seat: Seat): void {
    if (whenEmpty) return;
    seat.worker = startWorker(entry, runTimeoutMs, {
      onAnswer: (message, elapsedMs) => onAnswer(seat, message, elapsedMs),
      onEnd: (outstanding, hasSpoken) => onEnd(seat, outstanding, hasSpoken),
    });
    for (const { folder } of loadable()) seat.worker.tell({ kind: 'load', folder });
  }

  function onAnswer(seat: Seat, message: FromWorker, elapsedMs: number): void {
    silentStarts = 0;
    if (message.kind === 'rows') failuresInRow = 0;
    if (message.kind === 'rows' || message.kind === 'threw') return events.onAnswer(message, elapsedMs);
    if (message.kind === 'alive') return;
    const model = models.get(message.model);
    if (model && message.kind === 'refused') model.failure = message.detail;
    if (model && message.kind === 'loaded') {
      model.loadMs = message.loadMs;
      seat.loaded.add(message.model);
    }
    events.onChange();
  }

  function blameLoad({ manifest: { id } }: ModelFolder): void {
    const model = models.get(id);
    if (!model) return;
    model.crashes++;
    if (model.crashes >= MAX_LOAD_CRASHES) model.failure = `${id}: the worker process ended while it loaded the model`;
  }

  function onEnd(seat: Seat, outstanding: readonly Outstanding[], hasSpoken: boolean): void {
    delete seat.worker;
    seat.loaded.clear();
    if (seats.every(({ worker }) => !worker)) whenEmpty?.();
    const [first] = outstanding;
    if (!hasSpoken) silentStarts++;
    else if (first?.kind === 'load' && !whenEmpty) blameLoad(first.folder);
    failuresInRow++;
    const runs = outstanding.filter((task) => task.kind === 'run');
    events.onLost(runs, first?.kind === 'run' ? first : undefined);
    if (!whenEmpty) setTimeout(start, restartDelayMs(failuresInRow), seat);
    events.onChange();
  }

  const isDown = (): boolean => silentStarts >= MAX_SILENT_STARTS;
  for (const seat of seats) start(seat);

  return {
    seats,
    load(folder) {
      models.set(folder.manifest.id, { folder, crashes: 0 });
      for (const { worker } of seats) worker?.tell({ kind: 'load', folder });
    },
    health(id) {
      const { failure, loadMs } = models.get(id) ?? {};
      if (failure !== undefined || isDown()) return { id, state: 'FAILED', detail: failure ?? DOWN };
      const count = seats.filter(({ loaded }) => loaded.has(id)).length;
      if (count === 0) return { id, state: whenEmpty ? 'DRAINING' : 'LOADING' };
      return { id, state: whenEmpty ? 'DRAINING' : count < seats.length ? 'DEGRADED' : 'READY', loadMs };
    },
    isSettled: () => isDown() || seats.every(({ loaded }) => loadable().every(({ folder }) => loaded.has(folder.manifest.id))),
    async close() {
      const emptied = new Promise<void>((resolve) => {
        whenEmpty = resolve;
      });
      const running = seats.flatMap(({ worker }) => worker ?? []);
      if (running.length === 0) return;
      for (const worker of running) worker.tell({ kind: 'stop' });
      const timer = setTimeout(() => running.forEach((worker) => void worker.kill()), STOP_TIMEOUT_MS);
      await emptied;
      clearTimeout(timer);
    },
  };
}
