/** Cuts batches from the queues and hands them to workers: a worker that is free takes what waits, and no timer makes it wait for more. */
import { GatewayError } from '../../../src/errors.ts';
import type { Row } from '../engine.ts';
import type { Seat } from './fleet.ts';
import type { Item, Job } from './job.ts';
import { unpackRows } from './packed-rows.ts';
import type { FromWorker } from './protocol.ts';
import type { Queue } from './queue.ts';
import type { Rate } from './rate.ts';
import type { WorkerProcess } from './worker-process.ts';

/** What waits for one model, and how fast it is worked off. */
export interface Line {
  model: string;
  queue: Queue;
  rate: Rate;
}

export interface Dispatcher {
  /** Hands out what waits, at the end of the current turn: lists that come together share batches. */
  wake(): void;
  onAnswer(message: Extract<FromWorker, { kind: 'rows' | 'threw' }>, elapsedMs: number): void;
  /** Batches that a process took with it: their texts are tried once more, one at a time; `culprit` counts as their failure. */
  onLost(batches: readonly number[], culprit?: number): void;
  /** Nobody waits for this job any more. */
  cancel(job: Job): void;
  /** Batches under way. */
  underWay(): number;
}

interface Batch {
  line: Line;
  items: readonly Item[];
  worker: WorkerProcess;
}

/** A second batch waits in the worker, so that it need not wait for the main process between two. */
const MAX_BATCHES_A_WORKER = 2;
const MAX_FAILURES = 2;

export function createDispatcher(seats: readonly Seat[], lines: Map<string, Line>): Dispatcher {
  const batches = new Map<number, Batch>();
  let lastBatch = 0;
  let isAwake = false;

  /** The next model in turn that this worker has loaded and that has something waiting; it goes to the end of the turn. */
  function next({ loaded }: Seat): { line: Line; items: readonly Item[] } | undefined {
    for (const [model, line] of lines) {
      const items = loaded.has(model) ? line.queue.take() : [];
      if (items.length === 0) continue;
      lines.delete(model);
      lines.set(model, line);
      return { line, items };
    }
    return undefined;
  }

  function handOut(): void {
    isAwake = false;
    for (let depth = 1; depth <= MAX_BATCHES_A_WORKER; depth++)
      for (const seat of seats) {
        const { worker } = seat;
        if (!worker || worker.outstanding().length >= depth) continue;
        const found = next(seat);
        if (!found) continue;
        const batch = ++lastBatch;
        const { line, items } = found;
        batches.set(batch, { line, items, worker });
        worker.tell({
          kind: 'run',
          batch,
          model: line.model,
          output: items[0]?.job.output ?? '',
          texts: items.map(({ text }) => text),
        });
      }
  }

  function wake(): void {
    if (isAwake) return;
    isAwake = true;
    queueMicrotask(handOut);
  }

  function fail({ line, items }: Batch, failure: { counts: boolean; detail: string }): void {
    for (const item of items) {
      if (!item.job.items.has(item)) continue;
      if (failure.counts) item.failures++;
      if (item.failures < MAX_FAILURES) line.queue.addAgain(item);
      else
        item.job.answer(
          item,
          new GatewayError('MODEL_FAILED', 'The local model failed on this text.', { cause: new Error(failure.detail) }),
        );
    }
  }

  function finish({ line, items }: Batch, rows: readonly Row[], elapsedMs: number): void {
    line.rate.record(
      items.reduce((total, { tokens }) => total + tokens, 0),
      elapsedMs,
    );
    for (const [place, item] of items.entries()) {
      const row = rows[place];
      if (row) item.job.answer(item, row);
    }
  }

  return {
    wake,
    onAnswer(message, elapsedMs) {
      const batch = batches.get(message.batch);
      batches.delete(message.batch);
      handOut(); // the worker first, then those who wait
      if (batch && message.kind === 'rows') finish(batch, unpackRows(message.rows), elapsedMs);
      if (batch && message.kind === 'threw') fail(batch, { counts: true, detail: message.detail });
      wake();
    },
    onLost(lost, culprit) {
      for (const number of lost) {
        const batch = batches.get(number);
        batches.delete(number);
        if (batch) fail(batch, { counts: number === culprit, detail: 'the worker process ended' });
      }
      wake();
    },
    cancel(job) {
      for (const [number, { items, worker }] of batches)
        for (const [place, item] of items.entries()) if (item.job === job) worker.tell({ kind: 'cancel', batch: number, place });
    },
    underWay: () => batches.size,
  };
}
