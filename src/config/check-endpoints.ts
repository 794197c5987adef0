import type { Backend, Endpoint, Obstacle } from '../model.ts';
import { SettingsError } from './settings-error.ts';

type Asked = Pick<Backend, 'name' | 'endpoint'>;

/**
 * Tries every endpoint at once. Throws a SettingsError that names those which cannot be reached and what to write instead;
 * of optional ones it only warns, when it is known: the start does not wait for them.
 */
export async function checkEndpoints(
  backends: readonly Asked[],
  warn: (backend: string, problem: string) => void,
): Promise<void> {
  for (const { name, endpoint } of backends) {
    if (endpoint?.optional) void endpoint.probe().then((obstacle) => obstacle && warn(name, sentenceOf(endpoint, obstacle)));
  }
  const found = await Promise.all(backends.map(problemOf));
  const problems = found.filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new SettingsError(`Not every backend can be reached:\n${problems.join('\n')}`);
}

async function problemOf({ name, endpoint }: Asked): Promise<string | undefined> {
  if (!endpoint || endpoint.optional) return undefined;
  const obstacle = await endpoint.probe();
  if (!obstacle) return undefined;
  const otherwise = 'To start without it all the same, write optional: true beside it.';
  return `backends.${name}.${endpoint.setting}: ${sentenceOf(endpoint, obstacle)} ${otherwise}`;
}

function sentenceOf({ address }: Endpoint, { problem, advice }: Obstacle): string {
  return `${address} cannot be reached, ${problem}. ${advice}`;
}
