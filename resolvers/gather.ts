import DataLoader from 'dataloader';
import type { GatewayError } from '../src/errors.ts';
import type { Gateway, GatewayOutcome } from '../src/gateway.ts';
import { isAlike } from '../src/is-alike.ts';
import type { CacheMode, Call, Routing } from '../src/model.ts';
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
    const batchKey = shared(wanted);
    const loader: Loader<T> = new DataLoader((lists) => runLists(gateway, caller, lists, batchKey), GATHERING);
    loaders.push({ batchKey, loader: loader as Loader<Task> });
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

/** Few: the longest hold what fits into the body of a request. */
const MANNERS_KEPT = 32;
/** The last manners, of all requests, the latest first. */
const latest: BatchKey<Task>[] = [];

/** One object for manners of late that are equal: what follows from options and routing alone is worked out once for it, below. */
function shared<T extends Task>(batchKey: BatchKey<T>): BatchKey<T> {
  const place = latest.findIndex((known) => isAlike(known, batchKey));
  const known = latest[place] ?? batchKey;
  if (place !== 0) {
    if (place > 0) latest.splice(place, 1);
    latest.unshift(known);
    latest.length = Math.min(latest.length, MANNERS_KEPT);
  }
  return known as BatchKey<T>;
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
export function callFor(caller: Caller, { routing, cache, timeoutMs }: Asked): Call {
  const deadline = timeoutMs === undefined ? caller.deadline : Math.min(caller.deadline, performance.now() + timeoutMs);
  const { tenant, requestId } = caller;
  return { signal: caller.signal(), deadline, tenant, requestId, routing, cache, lookUps: [] };
}

/** The outcome of a text that never reached a model. */
export function failed<T extends Task>(error: GatewayError): GatewayOutcome<T> {
  return { result: error, attempts: [], cache: { status: 'BYPASS' } };
}
