/** The texts that wait for one model, served by tenants in turn. */
import type { Item } from './job.ts';
import { bucketOf, createTenantQueue, firstIn, lineOf, type TenantQueue } from './tenant-queue.ts';

export interface QueueLimits {
  /** Texts in one batch. */
  maxRows: number;
  /** Rows of a batch times the length of its bucket. */
  maxBatchTokens: number;
}

export interface Queue {
  /** Estimated tokens that wait. */
  tokens(): number;
  tokensOf(tenant: string): number;
  /** Tenants that wait. */
  tenants(): number;
  add(item: Item): void;
  /** For the texts of a batch that was lost: they run first, each alone. */
  addAgain(item: Item): void;
  /** Does nothing where the item does not wait. */
  remove(item: Item): void;
  /** The next batch: led by the oldest text of the tenant whose turn it is, filled by the tenants in turn. Empty where nothing waits. */
  take(): readonly Item[];
}

/** One text of each tenant that has one of this line, round after round; who gave goes to the end of the turn. */
function fill(tenants: Map<string, TenantQueue>, modelQueue: string, rows: number): readonly Item[] {
  const batch: Item[] = [];
  for (let before = -1; batch.length > before && batch.length < rows; ) {
    before = batch.length;
    for (const [name, tenant] of [...tenants]) {
      const item = tenant.firstOf(modelQueue);
      if (batch.length === rows) break;
      if (!item) continue;
      tenant.remove(item);
      batch.push(item);
      tenants.delete(name);
      if (tenant.tokens() > 0) tenants.set(name, tenant);
    }
  }
  return batch;
}

export function createQueue({ maxRows, maxBatchTokens }: QueueLimits): Queue {
  const tenants = new Map<string, TenantQueue>();
  const again = new Set<Item>();
  let tokens = 0;

  function takeAgain(): readonly Item[] {
    const single = firstIn(again);
    return single && again.delete(single) ? [single] : [];
  }
  function takeFresh(): readonly Item[] {
    const lead = firstIn(tenants.values())?.oldest();
    if (!lead) return [];
    const rows = Math.min(maxRows, Math.floor(maxBatchTokens / bucketOf(lead)));
    return fill(tenants, lineOf(lead), Math.max(1, rows));
  }
  return {
    tokens: () => tokens,
    tokensOf: (name) => tenants.get(name)?.tokens() ?? 0,
    tenants: () => tenants.size,
    add(item) {
      const tenant = tenants.get(item.job.tenant) ?? createTenantQueue();
      tenants.set(item.job.tenant, tenant);
      tenant.add(item);
      tokens += item.tokens;
    },
    addAgain(item) {
      again.add(item);
      tokens += item.tokens;
    },
    remove(item) {
      const tenant = tenants.get(item.job.tenant);
      if (!again.delete(item) && !tenant?.remove(item)) return;
      if (tenant?.tokens() === 0) tenants.delete(item.job.tenant);
      tokens -= item.tokens;
    },
    take() {
      const found = again.size > 0 ? takeAgain() : takeFresh();
      for (const item of found) tokens -= item.tokens;
      return found;
    },
  };
}
