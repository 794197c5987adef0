import DataLoader from 'dataloader';
import { GatewayError } from '../src/errors.ts';
import type { Gateway, GatewayOutcome } from '../src/gateway.ts';
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
/** By task, then by options. */
type Loaders = { [T in Task]: Map<string, Loader<T>> };

/** A gatherer for one request. Options are equal when they are written alike: labels in another order are another list. */
export function createGatherer(gateway: Gateway, caller: Caller): Gather {
  let loaders: Loaders | undefined; // most requests ask for one task or none
  return (task, texts, options, asked) => {
    loaders ??= { classify: new Map(), sentiment: new Map(), translate: new Map(), summarize: new Map() };
    const ofTask = loaders[task];
    const group = JSON.stringify([options, asked]);
    let loader = ofTask.get(group);
    if (!loader) {
      loader = new DataLoader((lists) => runLists(gateway, caller, task, lists, options, asked), { cache: false });
      ofTask.set(group, loader);
    }
    return loader.load(texts);
  };
}

async function runLists<T extends Task>(
  gateway: Gateway,
  caller: Caller,
  task: T,
  lists: readonly (readonly string[])[],
  options: Options<T>,
  asked: Asked,
): Promise<Gathered<T>[]> {
  const started = performance.now();
  const texts = lists.flat();
  const outcomes = await runTexts(gateway, caller, task, texts, options, asked);
  if (outcomes.length !== texts.length) throw new Error(`${outcomes.length} outcomes for ${texts.length} texts`);
  caller.cacheHint?.answered(outcomes);
  const latencyMs = performance.now() - started;
  let from = 0;
  return lists.map((list) => {
    const part = outcomes.slice(from, from + list.length);
    from += list.length;
    return { outcomes: part, latencyMs };
  });
}

async function runTexts<T extends Task>(
  gateway: Gateway,
  caller: Caller,
  task: T,
  texts: readonly string[],
  options: Options<T>,
  asked: Asked,
): Promise<readonly GatewayOutcome<T>[]> {
  try {
    return await gateway.run(task, texts, options, callFor(caller, asked));
  } catch (thrown) {
    if (!(thrown instanceof GatewayError)) throw thrown;
    return texts.map(() => failed(thrown));
  }
}

/** The call that a caller makes of the gateway. */
export function callFor(caller: Caller, { routing, cache, timeoutMs = Number.POSITIVE_INFINITY }: Asked): Call {
  const deadline = Math.min(caller.deadline, performance.now() + timeoutMs);
  const { tenant, requestId } = caller;
  return { signal: caller.signal(), deadline, tenant, requestId, routing, cache };
}

/** The outcome of a text that never reached a model. */
export function failed<T extends Task>(error: GatewayError): GatewayOutcome<T> {
  return { result: error, attempts: [], cache: { status: 'BYPASS' } };
}
