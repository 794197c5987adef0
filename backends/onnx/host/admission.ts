/** Who may queue: the bound of a queue, what each tenant may have of it, and who would be answered in time. */
import { GatewayError } from '../../../src/errors.ts';
import type { InferenceCall } from '../engine.ts';
import { MAX_BATCHES_A_WORKER, type ModelQueue } from './dispatcher.ts';

/** However many tenants come, no more than this times the bound waits. */
const MAX_OVER_BOUND = 2;
/** Of the time that a caller has left: the machine may have more to do than it had during the latest batches. */
const SURE_SHARE = 0.7;
const SHORTEST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 60_000;

interface Room {
  /** Of every model: they take turns. */
  queues: ReadonlyMap<string, ModelQueue>;
  maxTokens: number;
  workers: number;
}

const tenantsWith = ({ queue }: ModelQueue, tenant: string): number => queue.tenants() + (queue.tokensOf(tenant) > 0 ? 0 : 1);

/**
 * A request is admitted whole while the queue is under its bound. Past it a tenant is still admitted until it has its even
 * share, so that the flood of one does not shut the others out.
 */
function isFull(modelQueue: ModelQueue, tenant: string, maxTokens: number): boolean {
  const { queue } = modelQueue;
  if (queue.tokens() < maxTokens) return false;
  return queue.tokensOf(tenant) >= maxTokens / tenantsWith(modelQueue, tenant) || queue.tokens() >= MAX_OVER_BOUND * maxTokens;
}

/** How long this many waiting tokens take, by the latest batches of this model and of those that it takes turns with. */
function timeFor(modelQueue: ModelQueue, tokens: number, { queues, workers }: Room): number {
  let turnMs = modelQueue.rate.batchMs();
  for (const other of queues.values()) if (other !== modelQueue && other.queue.tokens() > 0) turnMs += other.rate.batchMs();
  const before = tokens / modelQueue.rate.batchTokens() / Math.max(1, workers);
  return turnMs * (before + MAX_BATCHES_A_WORKER + 1); // those that a worker has already, and its own
}

/** When the next text of a tenant would be answered: the tenants before it share the turns with it. */
function waitOf(modelQueue: ModelQueue, tenant: string, room: Room): number {
  const shared = modelQueue.queue.tokensOf(tenant) * tenantsWith(modelQueue, tenant);
  return timeFor(modelQueue, Math.min(modelQueue.queue.tokens(), shared), room);
}

/**
 * The refusal for a tenant whose texts find no room, or would be answered after their deadline: work for nobody, that would make the
 * next one late too. It says when there will be room. Where nothing waits everybody is admitted: the estimate may be of a worse time.
 */
export function overload(modelQueue: ModelQueue, { tenant, deadline }: InferenceCall, room: Room): GatewayError | undefined {
  if (modelQueue.queue.tokens() === 0) return undefined;
  const sureMs = SURE_SHARE * (deadline - performance.now());
  const waitMs = waitOf(modelQueue, tenant, room);
  if (waitMs <= sureMs && !isFull(modelQueue, tenant, room.maxTokens)) return undefined;
  const roomInMs = waitMs > sureMs ? waitMs - sureMs : timeFor(modelQueue, modelQueue.queue.tokens(), room);
  const retryAfterMs = Math.round(Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, roomInMs)));
  return new GatewayError('OVERLOADED', 'More texts wait for the local model than it can answer soon.', { retryAfterMs });
}
