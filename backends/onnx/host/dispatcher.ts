/** Cuts batches from the queues and hands them to workers: a worker that is free takes what waits, and no timer makes it wait for more. */
import { GatewayError } from '../../../src/errors.ts';
import type { Row } from '../engine.ts';
import type { Item, Job } from './job.ts';
import { unpackRows } from './packed-rows.ts';
import type { FromWorker } from './protocol.ts';
import type { Queue } from './queue.ts';
import type { Rate } from './rate.ts';
import type { WorkerProcess } from './worker-process.ts';
import type { WorkerSlot } from './worker-slot.ts';

/** What waits for one model, and how fast it is worked off. */
export interface ModelQueue {
  model: string;
  queue: Queue;
  rate: Rate;
}

export interface Dispatcher {
  /** Hands out what waits, at the end of the current turn: lists that come together share batches. */
  wake(): void;
  onAnswer(message: Extract<FromWorker, { kind: 'rows' | 'threw' }>, elapsedMs: number): void;
  /** Batches that a process took with it: their texts are tried once more, one at a time; `culprit` counts as their failure. */
  onLost(runs: readonly { batch: number }[], culprit?: { batch: number }): void;
  /** Nobody waits for this job any more. */
  cancel(job: Job): void;
  /** Batches under way. */
  underWay(): number;
}

interface Batch {
  modelQueue: ModelQueue;
  items: readonly Item[];
  worker: WorkerProcess;
}

/** A second batch waits in the worker, so that it need not wait for the main process between two. */
export const MAX_BATCHES_A_WORKER = 2;
const MAX_FAILURES = 2;

/** The next batch of the model whose turn it is, of those that this worker has loaded; the model goes to the end of the turn. */
function nextBatch({ worker, loaded }: WorkerSlot, queues: Map<string, ModelQueue>): Batch | undefined {
  for (const [model, modelQueue] of worker ? queues : []) {
    const items = loaded.has(model) ? modelQueue.queue.take() : [];
    if (!worker || items.length === 0) continue;
    queues.delete(model);
    queues.set(model, modelQueue);
    return { modelQueue, items, worker };
  }
  return undefined;
}

function finish({ modelQueue, items }: Batch, rows: readonly Row[], elapsedMs: number): void {
  let tokens = 0;
  for (const [place, item] of items.entries()) {
    const row = rows[place];
    if (row) item.job.answer(item, row);
    tokens += item.tokens;
  }
  modelQueue.rate.record(tokens, elapsedMs);
}

/** Queues what failed once more, but for texts that nobody waits for and those that have failed `MAX_FAILURES` times. */
function fail({ modelQueue, items }: Batch, counts: boolean, detail: string): void {
  for (const item of items) {
    if (!item.job.items.has(item)) continue;
    if (counts) item.failures++;
    if (item.failures < MAX_FAILURES) modelQueue.queue.addAgain(item);
    else
      item.job.answer(
        item,
        new GatewayError('MODEL_FAILED', 'The local model failed on this text.', { cause: new Error(detail) }),
      );
  }
}

export function createDispatcher(slots: readonly WorkerSlot[], queues: Map<string, ModelQueue>): Dispatcher {
  const batches = new Map<number, Batch>();
  let lastBatch = 0;
  let isAwake = false;

  function send(batch: Batch): void {
    const { modelQueue, items, worker } = batch;
    batches.set(++lastBatch, batch);
    const texts = items.map(({ text }) => text);
    for (const { job } of items) job.begin?.();
    worker.tell({ kind: 'run', batch: lastBatch, model: modelQueue.model, output: items[0]?.job.output ?? '', texts });
  }
  /** Idle workers first, then those that have one batch. */
  function handOut(): void {
    isAwake = false;
    for (let most = 1; most <= MAX_BATCHES_A_WORKER; most++)
      for (const slot of slots) {
        const batch = (slot.worker?.outstanding().length ?? most) < most ? nextBatch(slot, queues) : undefined;
        if (batch) send(batch);
      }
  }
  function wake(): void {
    if (!isAwake) queueMicrotask(handOut);
    isAwake = true;
  }
  function takeBack(number: number): Batch | undefined {
    const batch = batches.get(number);
    batches.delete(number);
    return batch;
  }
  return {
    wake,
    onAnswer(message, elapsedMs) {
      const batch = takeBack(message.batch);
      handOut(); // the worker first, then those who wait for its answer
      if (batch && message.kind === 'rows') finish(batch, unpackRows(message.rows), elapsedMs);
      if (batch && message.kind === 'threw') fail(batch, true, message.detail);
      wake();
    },
    onLost(runs, culprit) {
      for (const run of runs) {
        const batch = takeBack(run.batch);
        if (batch) fail(batch, run === culprit, 'the worker process ended');
      }
      wake();
    },
    cancel(job) {
      for (const [batch, { items, worker }] of batches)
        for (const [place, item] of items.entries()) if (item.job === job) worker.tell({ kind: 'cancel', batch, place });
    },
    underWay: () => batches.size,
  };
}
