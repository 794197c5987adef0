import { LRUCache } from 'lru-cache';
import { checkOptions } from './check-input.ts';
import { GatewayError } from './errors.ts';
import { isAlike } from './is-alike.ts';
import { keyed } from './options-key.ts';
import { readOptions } from './read-options.ts';
import type { Options, Task } from './task.ts';

/** Frozen options that belong to nobody else, or why they may not go on. */
export type ReadOptions = <T extends Task>(task: T, given: Options<T>, tenant: string) => Options<T> | GatewayError;

interface Known {
  task: Task;
  options: Options<Task>;
}

const TENANTS = 1_000;
/** Of each tenant. */
const KNOWN = 8;
/** In UTF-16 units, of all tenants. */
const MAX_UNITS = 4_000_000;

/**
 * Reads options by value, and judges and freezes them. What a tenant asked lately it need not be judged for again: it is compared by
 * value, and with nothing that another tenant asked.
 */
export function createOptionsReader(): ReadOptions {
  const byTenant = new LRUCache<string, readonly Known[]>({ max: TENANTS, maxSize: MAX_UNITS, sizeCalculation: unitsOf });
  let last: { tenant: string; recent: readonly Known[] } | undefined; // most requests are of the tenant before
  const recentOf = (tenant: string) => {
    if (last?.tenant !== tenant) last = { tenant, recent: byTenant.get(tenant) ?? [] };
    return last.recent;
  };
  return <T extends Task>(task: T, given: Options<T>, tenant: string) => {
    const read = readOptions(task, given);
    if (read instanceof GatewayError) return read;
    const recent = recentOf(tenant);
    for (const known of recent) if (known.task === task && isAlike(known.options, read)) return known.options as Options<T>;
    const wrong = checkOptions(task, read);
    if (wrong) return wrong;
    const options = keyed(read);
    last = { tenant, recent: [{ task, options }, ...recent.slice(0, KNOWN - 1)] };
    byTenant.set(tenant, last.recent);
    return options;
  };
}

function unitsOf(known: readonly Known[]): number {
  return known.reduce((sum, { options }) => sum + JSON.stringify(options).length, 1);
}
