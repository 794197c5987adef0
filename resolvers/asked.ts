import { GatewayError } from '../src/errors.ts';
import type { Asked } from './gather.ts';
import type { RoutingInput } from './inputs.ts';

/** Reads how the caller wants to be answered. Gives INPUT_INVALID for what contradicts itself or waits longer than `longestMs`. */
export function askedBy(input: RoutingInput | null | undefined, longestMs: number): Asked | GatewayError {
  if (!input) return { routing: { strategy: 'AUTO', fallback: true }, cache: 'USE' };
  const { model, backend, strategy, fallback, timeoutMs, cache } = input;
  if (model != null && backend != null)
    return new GatewayError('INPUT_INVALID', 'Name a model or a backend, not both.', { path: ['routing', 'backend'] });
  if (timeoutMs != null && (timeoutMs < 1 || timeoutMs > longestMs))
    return new GatewayError('INPUT_INVALID', `\`timeoutMs\` must be from 1 to ${longestMs}.`, { path: ['routing', 'timeoutMs'] });
  return {
    routing: { model: model ?? undefined, backend: backend ?? undefined, strategy, fallback },
    cache,
    timeoutMs: timeoutMs ?? undefined,
  };
}
