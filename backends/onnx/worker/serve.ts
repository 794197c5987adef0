/** The loop of a worker process: loads engines and runs batches, one after the other, until the parent goes. */
import { join, sep } from 'node:path';
import type { Engine } from '../engine.ts';
import { packRows } from '../host/packed-rows.ts';
import type { FromWorker, ToWorker } from '../host/protocol.ts';
import type { ModelFolder } from '../manifest.ts';

/** Loads and warms the engine of a folder that was checked. Throws where it cannot. */
export type LoadEngine = (folder: ModelFolder) => Promise<Engine>;

type Task = Extract<ToWorker, { kind: 'load' | 'run' }>;

const ALIVE_EVERY_MS = 500;
/** Asking the system costs more than a small batch should. */
const MEMORY_EVERY_MS = 5_000;

/** The parent may go at any time: then nobody is there to be told, and the end of this process is on its way. */
function say(message: FromWorker): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}
const inWords = (error: unknown): string => (error instanceof Error ? error.message : String(error));
/** Lets the messages in that came while a batch ran. */
const turnOfTheLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function load(engines: Map<string, Engine>, loadEngine: LoadEngine, folder: ModelFolder): Promise<void> {
  const started = performance.now();
  const { id } = folder.manifest;
  try {
    engines.set(id, await loadEngine(folder));
    const loadMs = Math.round(performance.now() - started);
    say({ kind: 'loaded', model: id, loadMs, memoryBytes: process.memoryUsage.rss() });
  } catch (error) {
    const detail = inWords(error).replaceAll(join(folder.path, sep), ''); // paths inside the folder are enough
    say({ kind: 'refused', model: id, detail });
  }
}

/** The resident memory of this process, now and then: it grows with the batches it has seen. */
function memoryMeter(): () => number | undefined {
  let readAt = Number.NEGATIVE_INFINITY;
  return () => {
    if (performance.now() - readAt < MEMORY_EVERY_MS) return undefined;
    readAt = performance.now();
    return process.memoryUsage.rss();
  };
}

/** Asked by engines between steps, which makes it the sign of life of a long batch. */
function cancellation(cancelled: ReadonlySet<number>): (place: number) => boolean {
  let said = performance.now();
  return (place) => {
    if (performance.now() - said > ALIVE_EVERY_MS) {
      said = performance.now();
      say({ kind: 'alive' });
    }
    return cancelled.has(place);
  };
}

async function run(
  engines: ReadonlyMap<string, Engine>,
  task: Extract<ToWorker, { kind: 'run' }>,
  cancelled: ReadonlySet<number>,
  memory: () => number | undefined,
): Promise<void> {
  const { batch, model, texts, output } = task;
  try {
    const engine = engines.get(model);
    if (!engine) throw new Error(`${model} is not loaded`);
    const rows = await engine.run(texts, output, cancellation(cancelled));
    if (rows.length !== texts.length) throw new Error(`${model} gave ${rows.length} rows for ${texts.length} texts`);
    say({ kind: 'rows', batch, rows: packRows(rows), memoryBytes: memory() });
  } catch (error) {
    say({ kind: 'threw', batch, detail: inWords(error) });
  }
}

/**
 * Serves until the parent says stop or is gone, whichever comes first. Ctrl-C and service managers signal the whole group,
 * but what the parent has under way is still to be answered: it ends this process when that is done.
 */
export function serveWorker(loadEngine: LoadEngine): void {
  const engines = new Map<string, Engine>();
  const tasks: Task[] = [];
  const cancelled = new Map<number, Set<number>>();
  const memory = memoryMeter();
  let isBusy = false;

  async function work(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    for (let task = tasks.shift(); task; task = tasks.shift()) {
      if (task.kind === 'load') await load(engines, loadEngine, task.folder);
      else {
        await run(engines, task, cancelled.get(task.batch) ?? new Set(), memory);
        cancelled.delete(task.batch);
      }
      await turnOfTheLoop();
    }
    isBusy = false;
  }

  process.on('message', (message: ToWorker) => {
    if (message.kind === 'cancel') cancelled.get(message.batch)?.add(message.place);
    else if (message.kind === 'stop')
      setImmediate(() => process.disconnect()); // Node may still be handing out what came with it
    else {
      if (message.kind === 'run') cancelled.set(message.batch, new Set());
      tasks.push(message);
      void work();
    }
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  // In the middle of a batch too: nobody is left to take its answer, and an orphan would keep its memory.
  process.on('disconnect', () => process.exit());
  if (process.connected) say({ kind: 'alive' });
  else process.exit(); // the parent went before this process could listen
}
