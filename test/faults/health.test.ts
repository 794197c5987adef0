/** What `backends` shows of a provider that fails, is left alone, and comes back. */
import { expect, it } from 'vitest';
import { remote } from '../../bench/faults/settings.ts';
import { open, upstream } from './over-http.ts';

interface Shown {
  id: string;
  kind: string;
  healthy: boolean;
  models: readonly { id: string; state: string; detail: string | null; stats: ModelStats | null }[];
}

interface ModelStats {
  calls: number;
  latencyMs: number | null;
  errorRate: number;
  breaker: string | null;
  openLeftMs: number;
}

const BACKENDS = `{ backends { id kind healthy models { id state detail stats { calls latencyMs errorRate breaker openLeftMs } } } }`;

async function start(...given: Parameters<typeof open>) {
  const { query, ask } = await open(...given);
  const shown = async () => ((await query(BACKENDS)) as { backends: readonly Shown[] }).backends;
  const model = async () => (await shown())[0]?.models[0];
  return { ask, shown, model };
}

it('shows one that answers as ready, with its latency', async () => {
  const { url } = await upstream(() => ({ delayMs: 50 }));
  const { ask, shown } = await start({ a: remote(url) }, { models: ['a'] });
  const never = { calls: 0, latencyMs: null, errorRate: 0, breaker: 'CLOSED', openLeftMs: 0 };
  const a = { id: 'a', kind: 'openai', healthy: true };
  expect(await shown()).toEqual([{ ...a, models: [{ id: 'a/m', state: 'READY', detail: null, stats: never }] }]);
  for (let time = 0; time < 4; time++) await ask(`Text ${time}.`);
  const stats = (await shown())[0]?.models[0]?.stats;
  expect(stats).toMatchObject({ calls: 4, errorRate: 0, breaker: 'CLOSED', openLeftMs: 0 });
  expect(stats?.latencyMs).toBeGreaterThanOrEqual(49);
});

it('shows the breaker of one that fails open, for how long, and closed after its probe', async () => {
  let isUp = false;
  const provider = await upstream(() => (isUp ? {} : { status: 500 }));
  const breaker = { openDurationMs: 3_000 };
  const { ask, model } = await start({ a: remote(provider.url) }, { models: ['a'] }, { retry: { retries: 0 }, breaker });
  for (let time = 0; time < 10; time++) await ask(`Text ${time}.`);
  const open = await model();
  expect(open).toMatchObject({ state: 'DEGRADED', stats: { calls: 10, breaker: 'OPEN' } });
  expect(open?.stats?.errorRate).toBeCloseTo(1);
  expect(open?.stats?.openLeftMs).toBeGreaterThan(0);
  expect(open?.stats?.openLeftMs).toBeLessThanOrEqual(3_000);
  const refused = await ask('Refused.');
  expect(refused).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', attempts: [{ outcome: 'SKIPPED_UNHEALTHY' }] });
  expect(refused.retryAfterMs).toBeLessThanOrEqual(open?.stats?.openLeftMs ?? 0);
  isUp = true;
  await expect.poll(async () => (await ask('The soup was cold.')).label).toBe('NEGATIVE');
  expect(provider.requests).toHaveLength(11);
  const closed = await model();
  expect(closed).toMatchObject({ state: 'READY', stats: { breaker: 'CLOSED', openLeftMs: 0, calls: 11 } });
  expect(closed?.stats?.errorRate).toBeLessThan(1);
});

it('shows one that asks to wait as left alone for so long', async () => {
  const provider = await upstream(() => ({ status: 429, headers: { 'retry-after': '60' } }));
  const { ask, model } = await start({ a: remote(provider.url) }, { models: ['a'] });
  for (const text of ['One text.', 'Another text.']) await ask(text);
  const limited = await model();
  expect(limited).toMatchObject({ state: 'DEGRADED', stats: { breaker: 'OPEN' } });
  expect(limited?.stats?.openLeftMs).toBeGreaterThan(50_000);
});

it('shows one whose key is refused as failed, and says why without the key', async () => {
  const { url } = await upstream(() => ({ status: 401 }));
  const { ask, shown } = await start({ a: remote(url) }, { models: ['a'] });
  for (const text of ['One text.', 'Another text.']) await ask(text);
  const [a] = await shown();
  expect(a).toMatchObject({ healthy: false, models: [{ state: 'FAILED', stats: { breaker: 'OPEN' } }] });
  expect(a?.models[0]?.detail).toBe('The provider refuses the credentials of this gateway. (status 401)');
});
