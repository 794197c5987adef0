import { describe, expect, it } from 'vitest';
import { checkMemory, checkNode } from '../../../cli/doctor/check-machine.ts';
import { runCli } from '../../../cli/run-cli.ts';
import { fakeGateway, fakeWorld } from '../fake-world.ts';

describe('the doctor', () => {
  it('runs each task once and finds a healthy gateway healthy', async () => {
    const seen: Parameters<typeof fakeGateway>[0] = [];
    const world = fakeWorld({ gateway: fakeGateway(seen) });
    expect(await runCli(['doctor', '--json'], '1', world)).toBe(0);
    expect(seen.map(({ task }) => task)).toEqual(['classify', 'sentiment', 'translate', 'summarize']);
    const checks: { name: string; state: string }[] = JSON.parse(world.out());
    expect(checks.map(({ name }) => name)).toEqual([
      'Node.js',
      'memory',
      'cores',
      'model files',
      'gateway',
      'classify',
      'sentiment',
      'translate',
      'summarize',
    ]);
    expect(checks.filter(({ state }) => state === 'failed')).toEqual([]);
  });

  it('says of a gateway that does not open why, and what to do', async () => {
    const world = fakeWorld();
    world.lingraph = async () => {
      throw new Error('routes.translate: no such backend');
    };
    expect(await runCli(['doctor'], '1', world)).toBe(1);
    expect(world.out()).toMatch(/failed {3}gateway {6}routes.translate: no such backend\n +\S/);
  });

  it('tries the address of every backend that asks a server', async () => {
    const probe = async () => ({ problem: 'nobody listens there', advice: 'Start the service.' });
    const endpoint = { setting: 'baseUrl', address: 'models.example:443', optional: false, probe };
    const gateway = fakeGateway();
    gateway.backends = () => [
      { name: 'cloud', kind: 'openai', local: false, models: () => [], endpoint },
      { name: 'spare', kind: 'openai', local: false, models: () => [], endpoint: { ...endpoint, optional: true } },
    ];
    const world = fakeWorld({ gateway });
    expect(await runCli(['doctor'], '1', world)).toBe(1);
    expect(world.out()).toMatch(/failed {3}cloud .*models\.example:443 cannot be reached, nobody listens there\n +Start/);
    expect(world.out()).toMatch(/warning {2}spare/);
  });

  it('tells an old Node, and little memory, with advice', () => {
    expect(checkNode('18.20.1', '20.19')).toMatchObject({ state: 'failed', advice: expect.stringContaining('20.19') });
    expect(checkNode('20.20.2', '20.19').state).toBe('ok');
    expect(checkNode('20.9.0', '20.19').state).toBe('failed');
    expect(checkNode('24.1.0', '20.19').state).toBe('ok');
    expect(checkMemory(2 ** 29, 2 ** 31)).toMatchObject({ state: 'warning', found: '0.5 GiB free of 2.0 GiB' });
  });
});
