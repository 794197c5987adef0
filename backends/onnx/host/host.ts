/** The host of local models: lanes in, worker processes out. The main process never runs a model. */
import { GatewayError } from '../../../src/errors.ts';
import type { ModelHealth } from '../../../src/model.ts';
import type { Lane, LaneCall, Row } from '../engine.ts';
import type { Manifest, ModelFolder } from '../manifest.ts';
import { createDispatcher, type Line } from './dispatcher.ts';
import { createFleet, type FleetSettings } from './fleet.ts';
import { type Job, runJob } from './job.ts';
import { createQueue, type QueueLimits } from './queue.ts';
import { createRate } from './rate.ts';

export interface HostSettings extends FleetSettings {
  /** Estimated tokens that may wait for one model. */
  maxQueueTokens: number;
}

export interface Host {
  /** Loads a folder that was checked into every worker; its lane takes texts from now on. */
  load(folder: ModelFolder): void;
  /** Resolves when every worker has loaded every model that can be loaded, or when no worker starts. */
  settled(): Promise<void>;
  lane(model: string): Lane;
  health(model: string): ModelHealth;
  /** Takes nothing more, ends the work under way within five seconds, then the processes. */
  close(): Promise<void>;
}

/** Encoders gain little from more rows; a decoder doubles its throughput at 8 and still gains at 16. */
const LIMITS: Readonly<Record<Manifest['architecture'], QueueLimits>> = {
  encoder: { maxRows: 8, maxBatchTokens: 1024 },
  marian: { maxRows: 16, maxBatchTokens: 2048 },
};
const DRAIN_TIMEOUT_MS = 5_000;
const NEVER_MORE_THAN = 2;

const notReady = (message: string): GatewayError => new GatewayError('MODEL_NOT_READY', message);

export function createHost({ maxQueueTokens, ...fleetSettings }: HostSettings): Host {
  const lines = new Map<string, Line>();
  const fleet = createFleet(fleetSettings, {
    onAnswer: (message, elapsedMs) => {
      dispatcher.onAnswer(message, elapsedMs);
      whenIdle();
    },
    onLost: (runs, culprit) =>
      dispatcher.onLost(
        runs.map(({ batch }) => batch),
        culprit?.batch,
      ),
    onChange,
  });
  const dispatcher = createDispatcher(fleet.seats, lines);
  let isClosing = false;
  let whenSettled = (): void => {};
  let whenIdle = (): void => {};

  function refuseAll({ queue }: Line, error: GatewayError): void {
    for (let items = queue.take(); items.length > 0; items = queue.take()) for (const item of items) item.job.answer(item, error);
  }
  function onChange(): void {
    for (const line of lines.values()) {
      const { state, detail } = fleet.health(line.model);
      if (state === 'FAILED') refuseAll(line, notReady(`The local model ${line.model} failed to load: ${detail}.`));
    }
    if (fleet.isSettled()) whenSettled();
    dispatcher.wake();
  }

  /** A tenant may always have its share of the queue, so that a flood of another does not shut it out; up to twice the bound in all. */
  function isFull({ queue }: Line, tenant: string): boolean {
    const share = maxQueueTokens / (queue.tenants() + (queue.tokensOf(tenant) > 0 ? 0 : 1));
    const hasItsShare = queue.tokensOf(tenant) >= share || queue.tokens() >= NEVER_MORE_THAN * maxQueueTokens;
    return queue.tokens() >= maxQueueTokens && hasItsShare;
  }

  function refusal(line: Line, { tenant }: LaneCall): GatewayError | undefined {
    if (isClosing) return notReady('The local models are being shut down.');
    if (fleet.health(line.model).state === 'FAILED') return notReady(`The local model ${line.model} failed to load.`);
    if (!isFull(line, tenant)) return undefined;
    const retryAfterMs = line.rate.timeFor(line.queue.tokens(), fleet.seats.length);
    return new GatewayError('OVERLOADED', 'More texts wait for the local model than it can answer soon.', { retryAfterMs });
  }

  function enqueue({ queue }: Line, job: Job): void {
    for (const item of job.items) queue.add(item);
    dispatcher.wake();
  }

  async function run(
    line: Line,
    texts: readonly string[],
    output: string,
    call: LaneCall,
  ): Promise<readonly (Row | GatewayError)[]> {
    const refused = refusal(line, call);
    if (refused) return texts.map(() => refused);
    return runJob(texts, output, call, {
      onStart: (job) => enqueue(line, job),
      onLeave(items) {
        for (const item of items) line.queue.remove(item);
        for (const job of new Set([...items].map((item) => item.job))) dispatcher.cancel(job);
      },
    });
  }

  async function drain(): Promise<void> {
    const isIdle = (): boolean => dispatcher.underWay() === 0 && [...lines.values()].every(({ queue }) => queue.tokens() === 0);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, DRAIN_TIMEOUT_MS);
      whenIdle = () => {
        if (!isIdle()) return;
        clearTimeout(timer);
        resolve();
      };
      whenIdle();
    });
  }

  return {
    load(folder) {
      const { id, architecture } = folder.manifest;
      lines.set(id, { model: id, queue: createQueue(LIMITS[architecture]), rate: createRate() });
      fleet.load(folder);
    },
    settled: () =>
      new Promise((resolve) => {
        whenSettled = resolve;
        if (fleet.isSettled()) resolve();
      }),
    lane(model) {
      const line = lines.get(model);
      if (!line) throw new Error(`no model ${model} was loaded`);
      return { run: (texts, output, call) => run(line, texts, output, call) };
    },
    health: fleet.health,
    async close() {
      isClosing = true;
      await drain();
      await fleet.close();
      for (const line of lines.values()) refuseAll(line, notReady('The local models were shut down.'));
    },
  };
}
