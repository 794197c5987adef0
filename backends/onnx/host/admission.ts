/** Who may queue: the bound of a queue, and what each tenant may have of it. */
import { GatewayError } from '../../../src/errors.ts';
import type { Line } from './dispatcher.ts';

/** However many tenants come, no more than this times the bound waits. */
const MOST_OVER_BOUND = 2;

/**
 * A request is admitted whole while the queue is under its bound. Past it a tenant is still admitted until it has its even
 * share, so that the flood of one does not shut the others out.
 */
function isFull({ queue }: Line, tenant: string, maxTokens: number): boolean {
  if (queue.tokens() < maxTokens) return false;
  const tenants = queue.tenants() + (queue.tokensOf(tenant) > 0 ? 0 : 1);
  return queue.tokensOf(tenant) >= maxTokens / tenants || queue.tokens() >= MOST_OVER_BOUND * maxTokens;
}

/** The refusal for a tenant whose texts find no room; it says when there will be some. */
export function overload(line: Line, tenant: string, maxTokens: number, workers: number): GatewayError | undefined {
  if (!isFull(line, tenant, maxTokens)) return undefined;
  const retryAfterMs = line.rate.timeFor(line.queue.tokens(), workers);
  return new GatewayError('OVERLOADED', 'More texts wait for the local model than it can answer soon.', { retryAfterMs });
}
