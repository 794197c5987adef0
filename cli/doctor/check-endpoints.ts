import type { Backend } from '../../src/model.ts';
import type { Check } from './check.ts';

/** Whether each backend that asks a server can reach it. */
export async function checkEndpoints(backends: readonly Backend[]): Promise<Check[]> {
  const checks = await Promise.all(backends.map(checkEndpoint));
  return checks.flat();
}

async function checkEndpoint({ name, endpoint }: Backend): Promise<Check[]> {
  if (!endpoint) return [];
  const obstacle = await endpoint.probe();
  if (!obstacle) return [{ name, state: 'ok', found: `${endpoint.address} takes connections` }];
  const found = `${endpoint.address} cannot be reached, ${obstacle.problem}`;
  return [{ name, state: endpoint.optional ? 'warning' : 'failed', found, advice: obstacle.advice }];
}
