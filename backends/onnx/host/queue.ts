/** The texts that wait for one model: by tenant, and within a tenant by output and length, so that a batch has little padding. */
import type { Item } from './job.ts';

/** The lengths a batch may have, in estimated tokens; a longer text runs alone. */
const BUCKETS = [16, 32, 64, 128, 256, 512];

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
  tenants(): number;
  add(item: Item): void;
  /** For the texts of a batch that was lost: they run first, each alone. */
  addAgain(item: Item): void;
  /** Does nothing where the item does not wait. */
  remove(item: Item): void;
  /** The next batch: led by the oldest text of the tenant whose turn it is, filled by the tenants in turn. Empty where nothing waits. */
  take(): readonly Item[];
}

interface TenantQueue {
  tokens: number;
  /** By output and bucket; the items oldest first. */
  lines: Map<string, Set<Item>>;
}

const bucketOf = ({ tokens }: Item): number => BUCKETS.find((size) => tokens <= size) ?? Number.POSITIVE_INFINITY;
const lineOf = (item: Item): string => `${bucketOf(item)} ${item.job.output}`;

function firstOf<T>(items: Iterable<T>): T | undefined {
  for (const item of items) return item;
  return undefined;
}

export function createQueue({ maxRows, maxBatchTokens }: QueueLimits): Queue {
  const tenants = new Map<string, TenantQueue>();
  const again = new Set<Item>();
  const ages = new WeakMap<Item, number>();
  let age = 0;
  let tokens = 0;

  function add(item: Item): void {
    const tenant = tenants.get(item.job.tenant) ?? { tokens: 0, lines: new Map() };
    const line = tenant.lines.get(lineOf(item)) ?? new Set();
    tenants.set(item.job.tenant, tenant);
    tenant.lines.set(lineOf(item), line.add(item));
    ages.set(item, age++);
    tenant.tokens += item.tokens;
    tokens += item.tokens;
  }

  function remove(item: Item): void {
    if (again.delete(item)) tokens -= item.tokens;
    const tenant = tenants.get(item.job.tenant);
    const line = tenant?.lines.get(lineOf(item));
    if (!tenant || !line?.delete(item)) return;
    tokens -= item.tokens;
    tenant.tokens -= item.tokens;
    if (line.size === 0) tenant.lines.delete(lineOf(item));
    if (tenant.lines.size === 0) tenants.delete(item.job.tenant);
  }

  /** The oldest leads, whatever its length: no length starves another. */
  function oldestOf({ lines }: TenantQueue): Item | undefined {
    const heads = [...lines.values()].map((line) => firstOf(line)).filter((item) => item !== undefined);
    return heads.sort((one, other) => (ages.get(one) ?? 0) - (ages.get(other) ?? 0))[0];
  }

  /** One text of each tenant that has one of this line, round after round; who gave goes to the end of the turn. */
  function fill(line: string, rows: number): readonly Item[] {
    const batch: Item[] = [];
    for (let before = -1; batch.length > before && batch.length < rows; ) {
      before = batch.length;
      for (const [name, tenant] of [...tenants]) {
        if (batch.length === rows) break;
        const item = firstOf(tenant.lines.get(line) ?? []);
        if (!item) continue;
        remove(item);
        batch.push(item);
        if (tenants.delete(name)) tenants.set(name, tenant);
      }
    }
    return batch;
  }

  return {
    tokens: () => tokens,
    tokensOf: (tenant) => tenants.get(tenant)?.tokens ?? 0,
    tenants: () => tenants.size,
    add,
    addAgain(item) {
      again.add(item);
      tokens += item.tokens;
    },
    remove,
    take() {
      const single = firstOf(again);
      if (single) {
        remove(single);
        return [single];
      }
      const tenant = firstOf(tenants.values());
      const lead = tenant && oldestOf(tenant);
      if (!lead) return [];
      return fill(lineOf(lead), Math.max(1, Math.min(maxRows, Math.floor(maxBatchTokens / bucketOf(lead)))));
    },
  };
}
