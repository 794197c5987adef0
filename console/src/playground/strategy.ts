import type { RoutingStrategy } from '../generated/graphql.ts';

export const STRATEGIES: readonly RoutingStrategy[] = ['AUTO', 'LOCAL_ONLY', 'FASTEST', 'CHEAPEST'];

/** How the gateway chooses a model, as people call it. */
export const STRATEGY_TITLES: Readonly<Record<RoutingStrategy, string>> = {
  AUTO: 'Best available',
  LOCAL_ONLY: 'Local models only',
  FASTEST: 'Fastest',
  CHEAPEST: 'Cheapest',
};
