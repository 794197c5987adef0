/** What waits for one tenant: a line for each output and length, so that a batch cut from one line has little padding. */
import type { Item } from './job.ts';

/** The lengths a batch may have, in estimated tokens; a longer text runs alone. */
const BUCKETS = [16, 32, 64, 128, 256, 512];

export const bucketOf = ({ tokens }: Item): number => BUCKETS.find((size) => tokens <= size) ?? Number.POSITIVE_INFINITY;
export const lineOf = (item: Item): string => `${bucketOf(item)} ${item.job.output}`;

export interface TenantQueue {
  /** Estimated tokens that wait. */
  tokens(): number;
  add(item: Item): void;
  /** False where the item does not wait here. */
  remove(item: Item): boolean;
  /** The oldest of a line. */
  firstOf(modelQueue: string): Item | undefined;
  /** The oldest of all, whatever its length: no length starves another. */
  oldest(): Item | undefined;
}

/** The first of a collection in the order of insertion. */
export function firstIn<T>(items: Iterable<T>): T | undefined {
  for (const item of items) return item;
  return undefined;
}

export function createTenantQueue(): TenantQueue {
  // A Set is a queue whose members can also leave from the middle: callers go at any time.
  const queues = new Map<string, Set<Item>>();
  let tokens = 0;
  return {
    tokens: () => tokens,
    add(item) {
      const modelQueue = lineOf(item);
      queues.set(modelQueue, (queues.get(modelQueue) ?? new Set()).add(item));
      tokens += item.tokens;
    },
    remove(item) {
      const modelQueue = lineOf(item);
      const items = queues.get(modelQueue);
      if (!items?.delete(item)) return false;
      if (items.size === 0) queues.delete(modelQueue);
      tokens -= item.tokens;
      return true;
    },
    firstOf: (modelQueue) => firstIn(queues.get(modelQueue) ?? []),
    oldest() {
      let oldest: Item | undefined;
      for (const modelQueue of queues.values()) {
        const head = firstIn(modelQueue);
        if (head && (!oldest || head.age < oldest.age)) oldest = head;
      }
      return oldest;
    },
  };
}
