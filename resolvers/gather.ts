import DataLoader from 'dataloader';
import type { GatewayError } from '../src/errors.ts';
import type { Asking, Gateway, GatewayOutcome } from '../src/gateway.ts';
import { isAlike } from '../src/is-alike.ts';
import type { CacheMode, Routing } from '../src/model.ts';
import type { Options, Task } from '../src/task.ts';
import type { Caller } from './context.ts';

/** How a list of texts may be answered. */
export interface Asked {
  routing: Routing;
  cache: CacheMode;
  /** Shortens the deadline of the request. */
  timeoutMs?: number;
}

/** What became of a list of texts, in order, and how long it took. */
export interface Gathered<T extends Task> {
  outcomes: readonly GatewayOutcome<T>[];
  latencyMs: number;
}

/** Asks the gateway once for all lists that one request asks for in the same tick with equal options. */
export type Gather = <T extends Task>(
  task: T,
  texts: readonly string[],
  options: Options<T>,
  asked: Asked,
) => Promise<Gathered<T>>;

type Loader<T extends Task> = DataLoader<readonly string[], Gathered<T>>;

/** A gatherer for one request. */
export function createGatherer(gateway: Gateway, caller: Caller): Gather {
  const loaders: { batchKey: BatchKey<Task>; loader: Loader<Task> }[] = []; // a map costs more than all that most requests ask for
  return <T extends Task>(task: T, texts: readonly string[], options: Options<T>, asked: Asked) => {
    const wanted = { task, options, asked };
    const known = loaders.find(({ batchKey }) => isAlike(batchKey, wanted)) as { loader: Loader<T> } | undefined;
    if (known) return known.loader.load(texts);
    const loader: Loader<T> = new DataLoader((lists) => runLists(gateway, caller, lists, wanted), GATHERING);
    loaders.push({ batchKey: wanted, loader: loader as Loader<Task> });
    return loader.load(texts);
  };
}

/** The cache is the gateway's own, for all requests. Resolvers run within promise jobs, and `nextTick` waits for all of those. */
const GATHERING = { cache: false, batchScheduleFn: process.nextTick };

/** How texts are asked: equal ones are gathered in one list. Labels in another order are another list. */
interface BatchKey<T extends Task> {
  task: T;
  options: Options<T>;
  asked: Asked;
}

async function runLists<T extends Task>(
  gateway: Gateway,
  caller: Caller,
  lists: readonly (readonly string[])[],
  { task, options, asked }: BatchKey<T>,
): Promise<Gathered<T>[]> {
  const started = performance.now();
  const [only] = lists;
  const texts = only && lists.length === 1 ? only : lists.flat();
  const outcomes = await gateway.run(task, texts, options, callFor(caller, asked));
  if (outcomes.length !== texts.length) throw new Error(`${outcomes.length} outcomes for ${texts.length} texts`);
  caller.cacheHint?.answered(outcomes);
  if (asked.cache === 'REFRESH') caller.cacheHint?.never(); // a copy would keep the next REFRESH from us
  const latencyMs = performance.now() - started;
  if (lists.length === 1) return [{ outcomes, latencyMs }];
  let from = 0;
  return lists.map((list) => {
    const part = outcomes.slice(from, from + list.length);
    from += list.length;
    return { outcomes: part, latencyMs };
  });
}

/** The call that a caller makes of the gateway. */
export function callFor(caller: Caller, { routing, cache, timeoutMs }: Asked): Asking {
  const deadlineAt = timeoutMs === undefined ? caller.deadline : Math.min(caller.deadline, performance.now() + timeoutMs);
  const { tenant, requestId } = caller;
  return { signal: caller.signal(), deadlineAt, tenant, requestId, routing, cache };
}

/** The outcome of a text that never reached a model. */
export function failed<T extends Task>(error: GatewayError): GatewayOutcome<T> {
  return { result: error, attempts: [], cache: { status: 'BYPASS' }, shares: [] };
}
