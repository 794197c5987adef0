import { createHash } from 'node:crypto';
import type { Call } from '../model.ts';
import type { Task } from '../task.ts';
import { isNamed } from './candidates.ts';
import { type Chain, chainCost } from './chain.ts';

export type Policy = 'fallback' | 'cascade' | 'weighted' | 'fastest' | 'cheapest';

/** What keeps its model as long as the shares stay. */
export type StickyBy = 'text' | 'tenant';

/** In which order the chains of a route are asked. `ranked` when an earlier chain is the better one, so that a later answer is degraded. */
export interface RoutingPolicy {
  ranked: boolean;
  /** Texts of one list may go different ways. */
  byText?: true;
  arrange<T extends Task>(chains: readonly Chain<T>[], call: Pick<Call, 'tenant'>, text?: string): readonly Chain<T>[];
}

const asGiven: RoutingPolicy = { ranked: true, arrange: (chains) => chains };

/**
 * Two candidates drawn by chance, the faster and healthier first: better than always the best, which then gets all the load.
 * Now and then one first that lost every draw of late: it may have recovered, and nobody would know.
 */
const fastest: RoutingPolicy = {
  ranked: false,
  arrange(chains) {
    const forgotten = Math.random() < LOOK_AGAIN_SHARE ? pick(chains.filter(isForgotten)) : undefined;
    const first = pick(chains);
    const second = pick(chains.filter((chain) => chain !== first));
    if (!first || !second) return chains;
    const best = forgotten ?? (burden(first) <= burden(second) ? first : second);
    firstAt.set(best, performance.now());
    return [best, ...chains.filter((chain) => chain !== best).toSorted((a, b) => burden(a) - burden(b))];
  },
};

/** When each chain last came first. */
const firstAt = new WeakMap<object, number>();
const LOOK_AGAIN_MS = 30_000;
/** Where there is little traffic nearly every call comes after so long: most of them still go to the fastest. */
const LOOK_AGAIN_SHARE = 0.1;

function isForgotten<T extends Task>(chain: Chain<T>): boolean {
  return !isLeftAlone(chain) && performance.now() - (firstAt.get(chain) ?? Number.NEGATIVE_INFINITY) > LOOK_AGAIN_MS;
}

const cheapest: RoutingPolicy = { ranked: false, arrange: (chains) => chains.toSorted((a, b) => chainCost(a) - chainCost(b)) };

/** Shares of traffic by name; a text, or a tenant, always gets the same first choice as long as the shares stay. */
function weighted(weights: Readonly<Record<string, number>>, stickyBy: StickyBy): RoutingPolicy {
  const share = <T extends Task>(chain: Chain<T>) =>
    weights[Object.keys(weights).find((name) => isNamed(chain, name)) ?? ''] ?? 0;
  return {
    ranked: false,
    ...(stickyBy === 'text' ? { byText: true } : {}),
    arrange(chains, { tenant }, text = '') {
      const total = chains.reduce((sum, chain) => sum + share(chain), 0);
      let rest = fraction(stickyBy === 'text' ? `${tenant}\n${text}` : tenant) * total;
      const chosen = chains.find((chain) => {
        rest -= share(chain);
        return share(chain) > 0 && rest < 0;
      });
      return chosen ? [chosen, ...chains.filter((chain) => chain !== chosen)] : chains;
    },
  };
}

/** The order of a route, or the one the caller asks for instead. */
export function routingPolicyOf(
  policy: Policy,
  weights: Readonly<Record<string, number>> = {},
  stickyBy: StickyBy = 'text',
): RoutingPolicy {
  if (policy === 'weighted') return weighted(weights, stickyBy);
  if (policy === 'fastest') return fastest;
  return policy === 'cheapest' ? cheapest : asGiven;
}

function pick<Item>(items: readonly Item[]): Item | undefined {
  return items[Math.floor(Math.random() * items.length)];
}

/** From here on a model is behind all others, however fast it fails. */
const TOO_MANY_ERRORS = 0.5;

/** Milliseconds a call may be expected to cost, failures counted as ten times the wait; a model not yet known goes first. */
function burden<T extends Task>(chain: Chain<T>): number {
  const { stats } = chain;
  if (isLeftAlone(chain) || stats.errorRate() > TOO_MANY_ERRORS) return Number.POSITIVE_INFINITY;
  return (stats.latencyMs() ?? 0) * (1 + 10 * stats.errorRate());
}

/** Whether its breaker refuses calls now. */
export function isLeftAlone<T extends Task>({ breaker }: Chain<T>): boolean {
  return breaker !== undefined && breaker.openLeftMs() > 0;
}

/** 0 to 1, the same for the same text always. */
function fraction(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32;
}
