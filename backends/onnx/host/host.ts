/** The host of local models: lanes in, worker processes out. The main process never runs a model. */
import { setTimeout } from 'node:timers/promises';
import { GatewayError } from '../../../src/errors.ts';
import type { ModelHealth } from '../../../src/model.ts';
import type { InferenceCall, InferenceClient } from '../engine.ts';
import type { Manifest, ModelFolder } from '../manifest.ts';
import { overload } from './admission.ts';
import { createDispatcher, type Dispatcher, type ModelQueue } from './dispatcher.ts';
import { runJob } from './job.ts';
import { createQueue, type QueueLimits } from './queue.ts';
import { createRate } from './rate.ts';
import { createWorkerPool, type WorkerPoolSettings } from './worker-pool.ts';
import type { WorkerSlot } from './worker-slot.ts';

export interface HostSettings extends WorkerPoolSettings {
  /** Estimated tokens that may wait for one model. */
  maxQueueTokens: number;
}

export interface Host {
  /** Loads a folder that was checked into every worker; its inference client takes texts from now on. One whose files have a problem is checked again, and loaded when they have none. */
  load(folder: ModelFolder, problem?: string): void;
  /** Resolves when every worker has loaded every model that can be loaded, or when no worker starts. */
  settled(): Promise<void>;
  inference(model: string): InferenceClient;
  health(model: string): ModelHealth;
  /** The resident memory of the worker processes; undefined until they have said it. */
  memoryBytes(): number | undefined;
  /** Takes nothing more, ends the work under way within five seconds, then the processes. */
  close(): Promise<void>;
}

/** Encoders gain little from more rows; a decoder doubles its throughput at 8 and still gains at 16. */
const LIMITS: Readonly<Record<Manifest['architecture'], QueueLimits>> = {
  encoder: { maxRows: 8, maxBatchTokens: 1024 },
  marian: { maxRows: 16, maxBatchTokens: 2048 },
};
const DRAIN_TIMEOUT_MS = 5_000;
const DRAIN_POLL_MS = 10;

const notReady = (message: string, detail?: string): GatewayError =>
  new GatewayError('MODEL_NOT_READY', message, { cause: detail && new Error(detail) });

function refuseAll({ queue }: ModelQueue, error: GatewayError): void {
  for (let items = queue.take(); items.length > 0; items = queue.take()) for (const item of items) item.job.answer(item, error);
}

function inferenceClientOf(
  modelQueue: ModelQueue,
  dispatcher: Dispatcher,
  refusal: (call: InferenceCall) => GatewayError | undefined,
): InferenceClient {
  return {
    run(texts, output, call) {
      const refused = refusal(call);
      if (refused) return Promise.resolve(texts.map(() => refused));
      return runJob(texts, output, call, {
        onStart(job) {
          for (const item of job.items) modelQueue.queue.add(item);
          dispatcher.wake();
        },
        onLeave(job, items) {
          for (const item of items) modelQueue.queue.remove(item);
          dispatcher.cancel(job);
        },
      });
    },
  };
}

async function drain(queues: ReadonlyMap<string, ModelQueue>, dispatcher: Dispatcher): Promise<void> {
  const isBusy = (): boolean => dispatcher.underWay() > 0 || [...queues.values()].some(({ queue }) => queue.tokens() > 0);
  for (const end = performance.now() + DRAIN_TIMEOUT_MS; isBusy() && performance.now() < end; ) await setTimeout(DRAIN_POLL_MS);
}

/** Starts the workers; they have no model until `load` names one. */
export function createHost({ maxQueueTokens, ...settings }: HostSettings): Host {
  const queues = new Map<string, ModelQueue>();
  const slots: readonly WorkerSlot[] = Array.from({ length: settings.workers }, () => ({ loaded: new Set() }));
  const dispatcher = createDispatcher(slots, queues);
  const pool = createWorkerPool(slots, settings, { onAnswer: dispatcher.onAnswer, onLost: dispatcher.onLost, onChange });
  let isClosing = false;
  let closed: Promise<void> | undefined;
  let whenSettled = (): void => {};

  function failureOf({ model }: ModelQueue): GatewayError | undefined {
    if (isClosing) return notReady('The local models are being shut down.');
    const { state, detail } = pool.health(model);
    return state === 'FAILED' ? notReady(`The local model ${model} failed to load.`, detail) : undefined;
  }
  function onChange(): void {
    for (const modelQueue of queues.values()) {
      const failure = isClosing ? undefined : failureOf(modelQueue);
      if (failure) refuseAll(modelQueue, failure);
    }
    if (pool.isSettled()) whenSettled();
    dispatcher.wake();
  }
  async function close(): Promise<void> {
    isClosing = true;
    await drain(queues, dispatcher);
    await pool.close();
    for (const modelQueue of queues.values()) refuseAll(modelQueue, notReady('The local models were shut down.'));
  }
  return {
    load(folder, problem) {
      const { id, architecture } = folder.manifest;
      queues.set(id, { model: id, queue: createQueue(LIMITS[architecture]), rate: createRate() });
      pool.load(folder, problem);
    },
    settled: () =>
      new Promise((resolve) => {
        whenSettled = resolve;
        if (pool.isSettled()) resolve();
      }),
    inference(model) {
      const modelQueue = queues.get(model);
      if (!modelQueue) throw new Error(`no model ${model} was loaded`);
      const room = { queues, maxTokens: maxQueueTokens, workers: slots.length };
      // Whoever was let in may bring the rest: refused between two rounds of a text, the work on the first would be lost.
      const admitted = new WeakSet<InferenceCall>();
      return inferenceClientOf(modelQueue, dispatcher, (call) => {
        const refused = failureOf(modelQueue) ?? (admitted.has(call) ? undefined : overload(modelQueue, call, room));
        if (!refused) admitted.add(call);
        return refused;
      });
    },
    health: pool.health,
    memoryBytes: pool.memoryBytes,
    close() {
      closed ??= close();
      return closed;
    },
  };
}
