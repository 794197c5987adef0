import { LRUCache } from 'lru-cache';
import type { Attempt } from '../account.ts';
import { part } from '../batch.ts';
import { GatewayError } from '../errors.ts';
import type { Batch, Call, Outcome, Routing, Run } from '../model.ts';
import { optionsKey } from '../options-key.ts';
import { narrow, refusalOf, sortOut } from '../routing/candidates.ts';
import type { Chain } from '../routing/chain.ts';
import { type Hedged, hedge } from '../routing/hedge.ts';
import { type ExecutionTerms, RouteExecution } from '../routing/route-execution.ts';
import { isLeftAlone, type Policy, type RoutingPolicy, routingPolicyOf, type StickyBy } from '../routing/routing-policy.ts';
import type { Options, Task } from '../task.ts';
import { withChanges } from '../with-changes.ts';
import { allFailed } from './catch-failures.ts';
import { createRetryBudget, type RetryBudget } from './retry.ts';

export interface RouteSettings {
  policy: Policy;
  weights?: Readonly<Record<string, number>>;
  stickyBy?: StickyBy;
  /** Cascade only: the confidence from which a cheap answer is good enough. */
  minConfidence?: number;
  /** How many real calls of models one text may cost, over all models: retries and whatever else is asked again count. */
  maxAttempts: number;
  hedge: boolean;
}

type Outcomes<T extends Task> = readonly Outcome<T>[];
type Shadow<T extends Task> = (batch: Batch<T>, call: Call, outcomes: Outcomes<T>) => void;

/**
 * Chooses among the chains of a task by the route's policy and the caller's routing, and hands the next one only
 * the texts that the last could not answer. When all fail, the error is the most telling one, with the whole trail.
 */
export function route<T extends Task>(chains: readonly Chain<T>[], settings: RouteSettings, shadow?: Shadow<T>): Run<T> {
  const configured = routingPolicyOf(settings.policy, settings.weights, settings.stickyBy);
  const hedging = createRetryBudget(0.05);
  const plans = new LRUCache<string, Plan<T> | GatewayError>({ max: PLANS_KEPT });
  let last: { routing: Routing; key: string; plan: Plan<T> | GatewayError } | undefined; // most requests are like the one before
  const planFor = (routing: Routing, options: Options<T>) => {
    const key = optionsKey(options);
    if (last?.key !== key || !isSame(last.routing, routing)) last = { routing, key, plan: knownPlan(routing, options) };
    return last.plan;
  };
  const knownPlan = (routing: Routing, options: Options<T>) => {
    const asked = `${routingKey(routing)}\n${optionsKey(options)}`;
    const known = plans.get(asked);
    if (known) return known;
    const plan = planOf(chains, routingPolicyFor(routing, configured), settings, routing, options);
    plans.set(asked, plan);
    return plan;
  };
  async function follow({ plan, arranged }: Way<T>, batch: Batch<T>, call: Call): Promise<Outcomes<T>> {
    const work = new RouteExecution<T>(batch, call, plan.terms);
    const reach = call.routing.fallback ? arranged.length : 1;
    for (let place = 0; place < reach && work.isOpen(); ) {
      const pending = work.pending();
      const behind = arranged.slice(place + 1, reach);
      const next = settings.hedge && !batch.sinks ? behind[0] : undefined;
      const along = work.callFor(behind.length, !behind.every(isLeftAlone));
      const { outcomes, asked } = await ask(arranged[place], next, part(batch, pending), along, hedging);
      place += asked;
      work.take(pending, outcomes, place < reach);
    }
    const outcomes = work.outcomes();
    shadow?.(batch, call, outcomes);
    return outcomes;
  }
  return (batch, call) => {
    const plan = planFor(call.routing, batch.options);
    if (plan instanceof GatewayError) return Promise.resolve(allFailed(batch.texts, plan));
    const wayOf = (text: string | undefined) => ({ plan, arranged: plan.order.arrange(plan.able, call, text) });
    if (!plan.order.byText || batch.texts.length === 1) return follow(wayOf(batch.texts[0]), batch, call);
    return alongWays(batch.texts, wayOf, (way, indexes) => follow(way, part(batch, indexes), call));
  };
}

const PLANS_KEPT = 1_000;

const isSame = (one: Routing, other: Routing) =>
  one.strategy === other.strategy &&
  one.fallback === other.fallback &&
  one.model === other.model &&
  one.backend === other.backend;

/** The same for routing that says the same: names stand with their length, and so cannot run into each other. */
function routingKey({ strategy, fallback, model, backend }: Routing): string {
  const named = model === undefined && backend === undefined ? '' : `${model?.length}:${model}:${backend?.length}:${backend}`;
  return `${strategy}:${fallback}:${named}`;
}

/** What follows from the caller's routing and the options alone, worked out once for each. */
interface Plan<T extends Task> {
  /** The chains that may be asked. */
  able: readonly Chain<T>[];
  order: RoutingPolicy;
  terms: ExecutionTerms;
}

/** A plan with its chains in the order in which they are asked. */
interface Way<T extends Task> {
  plan: Plan<T>;
  arranged: readonly Chain<T>[];
}

/** Sends texts whose first chain is the same along together, and puts the outcomes in the order of the texts. */
async function alongWays<T extends Task>(
  texts: readonly string[],
  wayOf: (text: string) => Way<T>,
  follow: (way: Way<T>, indexes: readonly number[]) => Promise<Outcomes<T>>,
): Promise<Outcomes<T>> {
  const groups = new Map<Chain<T> | undefined, { way: Way<T>; indexes: number[] }>();
  for (const [index, text] of texts.entries()) {
    const way = wayOf(text);
    const group = groups.get(way.arranged[0]);
    if (group) group.indexes.push(index);
    else groups.set(way.arranged[0], { way, indexes: [index] });
  }
  const outcomes: Outcome<T>[] = [];
  await Promise.all(
    [...groups.values()].map(async ({ way, indexes }) => {
      for (const [place, outcome] of (await follow(way, indexes)).entries()) outcomes[indexes[place] ?? 0] = outcome;
    }),
  );
  return outcomes;
}

function planOf<T extends Task>(
  chains: readonly Chain<T>[],
  order: RoutingPolicy,
  { policy, minConfidence, maxAttempts }: RouteSettings,
  routing: Routing,
  options: Options<T>,
): Plan<T> | GatewayError {
  const candidates = narrow(chains, routing);
  if (candidates instanceof GatewayError) return candidates;
  const { able, refusals } = sortOut(candidates, options);
  if (able.length === 0) return refusalOf(refusals.map(({ error }) => error));
  const skipped = refusals.filter(({ chain }) => !able.some(({ backend }) => backend === chain.backend));
  const trail = skipped.map(({ chain, error }) => skippedAttempt(chain, error));
  const withSpare = Object.freeze(withChanges(routing, { fallback: true }));
  const withoutSpare = Object.freeze(withChanges(routing, { fallback: false }));
  return { able, order, terms: { ranked: order.ranked, trail, policy, minConfidence, maxAttempts, withSpare, withoutSpare } };
}

/** Asks `first`, and hedges with `next` where there is one. */
async function ask<T extends Task>(
  first: Chain<T> | undefined,
  next: Chain<T> | undefined,
  batch: Batch<T>,
  call: Call,
  budget: RetryBudget,
): Promise<Hedged<T>> {
  if (first && next) return hedge([first, next], batch, call, budget);
  return { outcomes: first ? await first.run(batch, call) : [], asked: 1 };
}

function routingPolicyFor({ strategy }: Routing, configured: RoutingPolicy): RoutingPolicy {
  if (strategy === 'FASTEST') return routingPolicyOf('fastest');
  return strategy === 'CHEAPEST' ? routingPolicyOf('cheapest') : configured;
}

function skippedAttempt<T extends Task>({ backend, model }: Chain<T>, error: GatewayError): Attempt {
  return { backend: backend.name, model: model.id, outcome: 'SKIPPED_UNSUPPORTED', code: error.code, latencyMs: 0 };
}
