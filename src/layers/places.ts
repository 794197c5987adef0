import { GatewayError } from '../errors.ts';
import type { Call } from '../model.ts';

export interface PlacesSettings {
  /** Calls under way at once. */
  maxConcurrent: number;
  /** Requests that may wait for a place, each with all of its calls. */
  maxQueued: number;
}

export interface Places {
  /** Does the work when there is a place, at once where one is free. Throws OVERLOADED where too many requests wait. */
  run<Made>(caller: Caller, work: () => Promise<Made>): Promise<Made>;
}

type Caller = Pick<Call, 'tenant' | 'requestId' | 'signal' | 'deadlineAt'>;

interface Waiter {
  caller: Caller;
  begin(): void;
}

/** The calls of a tenant that wait, by request, in the order of their turns. */
type Lines = Map<string, Waiter[]>;

/** For who finds no place, or a probe under way. Calls end, and nobody knows when. */
export const COME_AGAIN_MS = 1_000;
/** However many tenants come, no more than this times the bound waits. */
const MAX_OVER_BOUND = 2;

const isGone = ({ caller: { signal, deadlineAt } }: Waiter): boolean => signal.aborted || performance.now() >= deadlineAt;
const firstOf = <Key, Value>(map: ReadonlyMap<Key, Value>): readonly [Key, Value] | undefined => map.entries().next().value;

/** Puts the value at the end, or takes the key out where nothing is left of it. */
function toTheEnd<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, isLeft: boolean): void {
  map.delete(key);
  if (isLeft) map.set(key, value);
}

/**
 * Places for the calls of a model. Tenants take turns for one that becomes free, and the requests of a tenant among themselves: who
 * brings much waits longer, and nobody else does. A request is one in the queue, whatever number of calls it brings.
 */
export function createPlaces({ maxConcurrent, maxQueued }: PlacesSettings): Places {
  const tenants = new Map<string, Lines>();
  let underWay = 0;

  /** Past the bound a tenant is still let in until it has its even share of the queue. */
  function isFull(tenant: string): boolean {
    const waiting = [...tenants.values()].reduce((sum, { size }) => sum + size, 0);
    if (waiting < maxQueued) return false;
    const own = tenants.get(tenant)?.size ?? 0;
    const share = Math.floor(maxQueued / (tenants.size + (own > 0 ? 0 : 1)));
    return own >= share || waiting >= MAX_OVER_BOUND * maxQueued;
  }
  /** Whoever has left makes room. */
  function forgetGone(): void {
    for (const [tenant, lines] of tenants) {
      for (const [requestId, line] of lines) if (line.every(isGone)) lines.delete(requestId);
      if (lines.size === 0) tenants.delete(tenant);
    }
  }
  function takeNext(): Waiter | undefined {
    const [tenant, lines] = firstOf(tenants) ?? [];
    const [requestId, line] = (lines && firstOf(lines)) ?? [];
    if (tenant === undefined || !lines || requestId === undefined || !line) return undefined;
    const waiter = line.shift();
    toTheEnd(lines, requestId, line, line.length > 0);
    toTheEnd(tenants, tenant, lines, lines.size > 0);
    return waiter;
  }
  /** Hands the place on. */
  function end(): void {
    let next = takeNext();
    while (next && isGone(next)) next = takeNext();
    if (next) next.begin();
    else underWay -= 1;
  }
  function wait(caller: Caller): Promise<void> {
    const { tenant, requestId } = caller;
    const line = tenants.get(tenant)?.get(requestId);
    if (!line && isFull(tenant)) {
      forgetGone();
      if (isFull(tenant))
        throw new GatewayError('OVERLOADED', 'Too many calls of this model are under way.', { retryAfterMs: COME_AGAIN_MS });
    }
    return new Promise((begin) => {
      const waiter = { caller, begin };
      if (line) line.push(waiter);
      else tenants.set(tenant, (tenants.get(tenant) ?? new Map()).set(requestId, [waiter]));
    });
  }
  return {
    async run(caller, work) {
      if (underWay >= maxConcurrent) await wait(caller);
      else underWay += 1;
      try {
        return await work();
      } finally {
        end();
      }
    },
  };
}
