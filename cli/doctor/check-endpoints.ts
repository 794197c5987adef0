import { GatewayError } from '../../src/errors.ts';
import type { Backend } from '../../src/model.ts';
import type { Check } from './check.ts';

/** Whether each backend that asks a server can reach it. */
export async function checkEndpoints(backends: readonly Backend[]): Promise<Check[]> {
  const checks = await Promise.all(backends.map(checkEndpoint));
  return checks.flat();
}

async function checkEndpoint({ name, endpoint, advise }: Backend): Promise<Check[]> {
  if (!endpoint) return [];
  const obstacle = await endpoint.probe();
  if (!obstacle) return [{ name, state: 'ok', found: `${endpoint.address} takes connections` }];
  const found = `${endpoint.address} cannot be reached, ${obstacle.problem}`;
  const state = endpoint.optional ? 'warning' : 'failed';
  // Something may be there all the same, which speaks otherwise than the address says.
  const advice = await advise?.(new GatewayError('UPSTREAM_UNAVAILABLE', obstacle.problem), '');
  return [{ name, state, found, advice: advice ?? obstacle.advice }];
}
