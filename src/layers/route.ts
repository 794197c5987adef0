import { GatewayError } from '../errors.ts';
import type { Attempt, Call, Outcome, Routing, Run } from '../model.ts';
import { remember } from '../remember.ts';
import { narrow, refusalOf, sortOut } from '../routing/candidates.ts';
import type { Chain } from '../routing/chain.ts';
import { hedge } from '../routing/hedge.ts';
import { type Order, orderOf, type Policy, type StickyBy } from '../routing/order.ts';
import { Work } from '../routing/work.ts';
import type { Options, Task } from '../task.ts';
import { runAt } from './fill-in.ts';
import { allFailed } from './guard.ts';
import { createRetryBudget, type RetryBudget } from './retry.ts';

export interface RouteSettings {
  policy: Policy;
  weights?: Readonly<Record<string, number>>;
  stickyBy?: StickyBy;
  /** Cascade only: the confidence from which a cheap answer is good enough. */
  minConfidence?: number;
  /** How many model calls one text may cost over all models. */
  maxAttempts: number;
  hedge: boolean;
}

type Outcomes<T extends Task> = readonly Outcome<T>[];
type Shadow<T extends Task> = (texts: readonly string[], options: Options<T>, call: Call, outcomes: Outcomes<T>) => void;

/**
 * Chooses among the chains of a task by the route's policy and the caller's routing, and hands the next one only
 * the texts that the last could not answer. When all fail, the error is the most telling one, with the whole trail.
 */
export function route<T extends Task>(chains: readonly Chain<T>[], settings: RouteSettings, shadow?: Shadow<T>): Run<T> {
  const configured = orderOf(settings.policy, settings.weights, settings.stickyBy);
  const hedging = createRetryBudget(0.05);
  const planFor = remember((routing: Routing) => remember((options: Options<T>) => planOf(chains, routing, options)));
  async function follow(
    { arranged, ranked, trail }: Way<T>,
    texts: readonly string[],
    options: Options<T>,
    call: Call,
  ): Promise<Outcomes<T>> {
    const { policy, minConfidence, maxAttempts } = settings;
    const work = new Work<T>(texts, call, { ranked, trail, policy, minConfidence, maxAttempts });
    const reach = call.routing.fallback ? arranged.length : 1;
    for (let place = 0; place < reach && work.isOpen(); place++) {
      const pending = work.pending();
      const chosen = pending.length === texts.length ? texts : pending.map((index) => texts[index] ?? '');
      const pair = arranged.slice(place, settings.hedge && !call.emit ? Math.min(place + 2, reach) : place + 1);
      const behind = reach - place - 1;
      work.take(pending, await ask(pair, chosen, options, work.callFor(pending, behind), hedging), behind > 0);
    }
    const outcomes = work.outcomes();
    shadow?.(texts, options, call, outcomes);
    return outcomes;
  }
  return (texts, options, call) => {
    const plan = planFor(call.routing)(options);
    if (plan instanceof GatewayError) return Promise.resolve(allFailed(texts, plan));
    const order = orderFor(call, configured);
    const wayOf = (text = '') => ({ arranged: order.arrange(plan.able, call, text), ranked: order.ranked, trail: plan.trail });
    if (!order.byText || texts.length === 1) return follow(wayOf(texts[0]), texts, options, call);
    const along =
      (way: Way<T>): Run<T> =>
      (some, asked, part) =>
        follow(way, some, asked, part);
    return alongWays(texts, wayOf, (way, places) => runAt(along(way), places, texts, options, call));
  };
}

/** The chains in the order in which they are asked. */
interface Way<T extends Task> {
  arranged: readonly Chain<T>[];
  ranked: boolean;
  trail: readonly Attempt[];
}

/** Sends texts whose first chain is the same along together, and puts the outcomes in the order of the texts. */
async function alongWays<T extends Task>(
  texts: readonly string[],
  wayOf: (text: string) => Way<T>,
  follow: (way: Way<T>, places: readonly number[]) => Promise<Outcomes<T>>,
): Promise<Outcomes<T>> {
  const groups = new Map<Chain<T> | undefined, { way: Way<T>; places: number[] }>();
  for (const [place, text] of texts.entries()) {
    const way = wayOf(text);
    const group = groups.get(way.arranged[0]);
    if (group) group.places.push(place);
    else groups.set(way.arranged[0], { way, places: [place] });
  }
  const outcomes: Outcome<T>[] = [];
  await Promise.all(
    [...groups.values()].map(async ({ way, places }) => {
      for (const [index, outcome] of (await follow(way, places)).entries()) outcomes[places[index] ?? 0] = outcome;
    }),
  );
  return outcomes;
}

interface Plan<T extends Task> {
  able: readonly Chain<T>[];
  /** What is passed over before the first model is asked. */
  trail: readonly Attempt[];
}

/** Which chains may be asked. Follows from the caller's routing and the options alone, so it is worked out once for each. */
function planOf<T extends Task>(chains: readonly Chain<T>[], routing: Routing, options: Options<T>): Plan<T> | GatewayError {
  const candidates = narrow(chains, routing);
  if (candidates instanceof GatewayError) return candidates;
  const { able, refusals } = sortOut(candidates, options);
  if (able.length === 0) return refusalOf(refusals.map(({ error }) => error));
  const skipped = refusals.filter(({ chain }) => !able.some(({ backend }) => backend === chain.backend));
  return { able, trail: skipped.map(({ chain, error }) => skippedAttempt(chain, error)) };
}

/** Asks the first of the chains, and hedges with the second where there is one. */
function ask<T extends Task>(
  [first, next]: readonly Chain<T>[],
  texts: readonly string[],
  options: Options<T>,
  call: Call,
  budget: RetryBudget,
): Promise<Outcomes<T>> {
  if (!first) return Promise.resolve([]);
  return next ? hedge([first, next], texts, options, call, budget) : first.run(texts, options, call);
}

function orderFor(call: Call, configured: Order): Order {
  if (call.routing.strategy === 'FASTEST') return orderOf('fastest');
  return call.routing.strategy === 'CHEAPEST' ? orderOf('cheapest') : configured;
}

function skippedAttempt<T extends Task>({ backend, model }: Chain<T>, error: GatewayError): Attempt {
  return { backend: backend.name, model: model.id, outcome: 'SKIPPED_UNSUPPORTED', code: error.code, latencyMs: 0 };
}
