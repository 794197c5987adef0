import { GatewayError } from '../errors.ts';
import type { Attempt, Call, Outcome, Routing, Run } from '../model.ts';
import { remember } from '../remember.ts';
import { narrow, refusalOf, sortOut } from '../routing/candidates.ts';
import type { Chain } from '../routing/chain.ts';
import { type Hedged, hedge } from '../routing/hedge.ts';
import { type ExecutionTerms, RouteExecution } from '../routing/route-execution.ts';
import { isLeftAlone, type Policy, type RoutingPolicy, routingPolicyOf, type StickyBy } from '../routing/routing-policy.ts';
import type { Options, Task } from '../task.ts';
import { allFailed } from './catch-failures.ts';
import { runAt } from './fill-in.ts';
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
  const configured = routingPolicyOf(settings.policy, settings.weights, settings.stickyBy);
  const hedging = createRetryBudget(0.05);
  const planFor = remember((routing: Routing) =>
    remember((options: Options<T>) => planOf(chains, routingPolicyFor(routing, configured), settings, routing, options)),
  );
  async function follow(way: Way<T>, texts: readonly string[], options: Options<T>, call: Call): Promise<Outcomes<T>> {
    const { arranged } = way;
    const work = new RouteExecution<T>(texts, call, way.plan.terms);
    const reach = call.routing.fallback ? arranged.length : 1;
    for (let place = 0; place < reach && work.isOpen(); ) {
      const pending = work.pending();
      const chosen = pending.length === texts.length ? texts : pending.map((index) => texts[index] ?? '');
      const behind = arranged.slice(place + 1, reach);
      const next = settings.hedge && !call.emit ? behind[0] : undefined;
      const along = work.callFor(pending, behind.length, !behind.every(isLeftAlone));
      const { outcomes, asked } = await ask(arranged[place], next, chosen, options, along, hedging);
      place += asked;
      work.take(pending, outcomes, place < reach);
    }
    const outcomes = work.outcomes();
    shadow?.(texts, options, call, outcomes);
    return outcomes;
  }
  return (texts, options, call) => {
    const plan = planFor(call.routing)(options);
    if (plan instanceof GatewayError) return Promise.resolve(allFailed(texts, plan));
    if (!plan.order.byText || texts.length === 1) return follow(wayOf(plan, call, texts[0]), texts, options, call);
    const along =
      (way: Way<T>): Run<T> =>
      (some, asked, part) =>
        follow(way, some, asked, part);
    return alongWays(
      texts,
      (text) => wayOf(plan, call, text),
      (way, places) => runAt(along(way), places, texts, options, call),
    );
  };
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

function wayOf<T extends Task>(plan: Plan<T>, call: Call, text = ''): Way<T> {
  return { plan, arranged: plan.order.arrange(plan.able, call, text) };
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
  return { able, order, terms: { ranked: order.ranked, trail, policy, minConfidence, maxAttempts } };
}

/** Asks `first`, and hedges with `next` where there is one. */
async function ask<T extends Task>(
  first: Chain<T> | undefined,
  next: Chain<T> | undefined,
  texts: readonly string[],
  options: Options<T>,
  call: Call,
  budget: RetryBudget,
): Promise<Hedged<T>> {
  if (first && next) return hedge([first, next], texts, options, call, budget);
  return { outcomes: first ? await first.run(texts, options, call) : [], asked: 1 };
}

function routingPolicyFor({ strategy }: Routing, configured: RoutingPolicy): RoutingPolicy {
  if (strategy === 'FASTEST') return routingPolicyOf('fastest');
  return strategy === 'CHEAPEST' ? routingPolicyOf('cheapest') : configured;
}

function skippedAttempt<T extends Task>({ backend, model }: Chain<T>, error: GatewayError): Attempt {
  return { backend: backend.name, model: model.id, outcome: 'SKIPPED_UNSUPPORTED', code: error.code, latencyMs: 0 };
}
