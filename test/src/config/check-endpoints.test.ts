import { expect, it, vi } from 'vitest';
import { checkEndpoints } from '../../../src/config/check-endpoints.ts';
import type { Obstacle } from '../../../src/model.ts';

const DEAD: Obstacle = { problem: 'nobody listens there', advice: 'Start the service.' };
const backend = (name: string, optional: boolean, probe: () => Promise<Obstacle | undefined>) => ({
  name,
  endpoint: { setting: 'baseUrl', address: `${name}.example:443`, optional, probe },
});
const dead = async () => DEAD;
const alive = async () => undefined;
const never = () => new Promise<undefined>(() => undefined);

it('refuses each backend that cannot be reached, with its setting, what to do, and how to start all the same', async () => {
  const backends = [backend('one', false, dead), backend('two', false, alive), backend('three', false, dead), { name: 'local' }];
  const refused = await checkEndpoints(backends, () => undefined).catch((error: Error) => error.message);
  expect(refused).toMatch(
    /^backends\.one\.baseUrl: one\.example:443 .*nobody listens there\. Start the service\. .*optional: true/m,
  );
  expect(refused).toMatch(/^backends\.three\.baseUrl/m);
  expect(refused).not.toMatch(/two|local/);
});

it('warns of optional backends and does not wait for them', async () => {
  const warn = vi.fn();
  await checkEndpoints([backend('slow', true, never), backend('dead', true, dead), backend('alive', true, alive)], warn);
  await vi.waitFor(
    () =>
      expect(warn.mock.calls).toEqual([['dead', 'dead.example:443 cannot be reached, nobody listens there. Start the service.']]),
    30_000,
  );
});

it('asks all at once', async () => {
  let asked = 0;
  const both = vi.fn(async () => {
    asked += 1;
    await vi.waitFor(() => expect(asked).toBe(2), 30_000);
    return undefined;
  });
  await checkEndpoints([backend('one', false, both), backend('two', false, both)], () => undefined);
  expect(both).toHaveBeenCalledTimes(2);
});
