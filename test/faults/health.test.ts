/** What `backends` shows of a provider that fails, is left alone, and comes back. */
import { expect, it } from 'vitest';
import { remote } from '../../bench/faults/settings.ts';
import { open, upstream } from './over-http.ts';

interface Shown {
  id: string;
  kind: string;
  healthy: boolean;
  models: readonly { id: string; state: string; detail: string | null; vitals: Vitals | null }[];
}

interface Vitals {
  calls: number;
  latencyMs: number | null;
  errorShare: number;
  breaker: string | null;
  coolDownLeftMs: number;
}

const BACKENDS = `{ backends { id kind healthy models { id state detail vitals { calls latencyMs errorShare breaker coolDownLeftMs } } } }`;

async function start(...given: Parameters<typeof open>) {
  const { query, ask } = await open(...given);
  const shown = async () => ((await query(BACKENDS)) as { backends: readonly Shown[] }).backends;
  const model = async () => (await shown())[0]?.models[0];
  return { ask, shown, model };
}

it('shows one that answers as ready, with its latency', async () => {
  const { url } = await upstream(() => ({ delayMs: 50 }));
  const { ask, shown } = await start({ a: remote(url) }, { use: ['a'] });
  const never = { calls: 0, latencyMs: null, errorShare: 0, breaker: 'CLOSED', coolDownLeftMs: 0 };
  const a = { id: 'a', kind: 'openai', healthy: true };
  expect(await shown()).toEqual([{ ...a, models: [{ id: 'a/m', state: 'READY', detail: null, vitals: never }] }]);
  for (let time = 0; time < 4; time++) await ask(`Text ${time}.`);
  const vitals = (await shown())[0]?.models[0]?.vitals;
  expect(vitals).toMatchObject({ calls: 4, errorShare: 0, breaker: 'CLOSED', coolDownLeftMs: 0 });
  expect(vitals?.latencyMs).toBeGreaterThanOrEqual(49);
});

it('shows the breaker of one that fails open, for how long, and closed after its probe', async () => {
  let isUp = false;
  const provider = await upstream(() => (isUp ? {} : { status: 500 }));
  const breaker = { coolDownMs: 3_000 };
  const { ask, model } = await start({ a: remote(provider.url) }, { use: ['a'] }, { retry: { retries: 0 }, breaker });
  for (let time = 0; time < 10; time++) await ask(`Text ${time}.`);
  const open = await model();
  expect(open).toMatchObject({ state: 'DEGRADED', vitals: { calls: 10, breaker: 'OPEN' } });
  expect(open?.vitals?.errorShare).toBeCloseTo(1);
  expect(open?.vitals?.coolDownLeftMs).toBeGreaterThan(0);
  expect(open?.vitals?.coolDownLeftMs).toBeLessThanOrEqual(3_000);
  const refused = await ask('Refused.');
  expect(refused).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', attempts: [{ outcome: 'SKIPPED_UNHEALTHY' }] });
  expect(refused.retryAfterMs).toBeLessThanOrEqual(open?.vitals?.coolDownLeftMs ?? 0);
  isUp = true;
  await expect.poll(async () => (await ask('The soup was cold.')).label).toBe('NEGATIVE');
  expect(provider.requests).toHaveLength(11);
  const closed = await model();
  expect(closed).toMatchObject({ state: 'READY', vitals: { breaker: 'CLOSED', coolDownLeftMs: 0, calls: 11 } });
  expect(closed?.vitals?.errorShare).toBeLessThan(1);
});

it('shows one that asks to wait as left alone for so long', async () => {
  const provider = await upstream(() => ({ status: 429, headers: { 'retry-after': '60' } }));
  const { ask, model } = await start({ a: remote(provider.url) }, { use: ['a'] });
  for (const text of ['One text.', 'Another text.']) await ask(text);
  const limited = await model();
  expect(limited).toMatchObject({ state: 'DEGRADED', vitals: { breaker: 'OPEN' } });
  expect(limited?.vitals?.coolDownLeftMs).toBeGreaterThan(50_000);
});

it('shows one whose key is refused as failed, and says why without the key', async () => {
  const { url } = await upstream(() => ({ status: 401 }));
  const { ask, shown } = await start({ a: remote(url) }, { use: ['a'] });
  for (const text of ['One text.', 'Another text.']) await ask(text);
  const [a] = await shown();
  expect(a).toMatchObject({ healthy: false, models: [{ state: 'FAILED', vitals: { breaker: 'OPEN' } }] });
  expect(a?.models[0]?.detail).toBe('The provider refuses the credentials of this gateway. (status 401)');
});
