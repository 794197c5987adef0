/** `Retry-After` in each of its forms, from the reply of a provider to the answer of the gateway. */
import { describe, expect, it } from 'vitest';
import { remote } from '../../bench/faults/settings.ts';
import { open, trail, upstream } from './over-http.ts';

/** A header that asks to wait so long, made when the reply is. A date says whole seconds only. */
const forms = {
  seconds: (ms: number) => ({ 'retry-after': String(ms / 1_000) }),
  milliseconds: (ms: number) => ({ 'retry-after-ms': String(ms) }),
  'a date': (ms: number) => ({ 'retry-after': new Date(Date.now() + ms).toUTCString() }),
};
const FORMS = Object.entries(forms);

const limited = (headers: (ms: number) => Record<string, string>, ms: number, times = 1) =>
  upstream((_, time) => (time <= times ? { status: 429, headers: headers(ms) } : {}));

describe.each(FORMS)('in %s', (form, headers) => {
  const grainMs = form === 'a date' ? 1_000 : 0;

  it('is waited for where it fits into the deadline', async () => {
    const provider = await limited(headers, 2_000);
    const { ask } = await open({ a: remote(provider.url) }, { use: ['a'] });
    const before = performance.now();
    const answer = await ask();
    const tookMs = performance.now() - before;
    expect(trail(answer)).toEqual(['a/m ERROR UPSTREAM_RATE_LIMITED', 'a/m OK']);
    expect(tookMs).toBeGreaterThanOrEqual(2_000 - grainMs);
  });

  it('is told to the caller where it does not, who waits for nothing', async () => {
    const provider = await limited(headers, 60_000, 9);
    const { ask } = await open({ a: remote(provider.url) }, { use: ['a'] });
    const answer = await ask('Some text.', 'timeoutMs: 5000');
    expect(answer).toMatchObject({ __typename: 'ModelError', code: 'UPSTREAM_RATE_LIMITED' });
    expect(answer.retryAfterMs).toBeGreaterThan(60_000 - grainMs - 2_000);
    expect(answer.retryAfterMs).toBeLessThanOrEqual(60_000);
    const again = await ask('Another text.', 'timeoutMs: 5000');
    expect(trail(again)).toEqual(['a/m SKIPPED_UNHEALTHY UPSTREAM_RATE_LIMITED']);
    expect(again.retryAfterMs).toBeLessThanOrEqual(answer.retryAfterMs ?? 0);
    expect(again.retryAfterMs).toBeGreaterThan(50_000);
    expect(provider.requests).toHaveLength(1);
  });

  it('sends to the next model at once where it does not', async () => {
    const provider = await limited(headers, 60_000, 9);
    const spare = await upstream();
    const { ask } = await open({ a: remote(provider.url), b: remote(spare.url) }, { use: ['a', 'b'] });
    expect(trail(await ask())).toEqual(['a/m ERROR UPSTREAM_RATE_LIMITED', 'b/m OK']);
    expect(trail(await ask('Another text.'))).toEqual(['a/m SKIPPED_UNHEALTHY UPSTREAM_RATE_LIMITED', 'b/m OK']);
    expect(provider.requests).toHaveLength(1);
  });
});

it.each(['soon', '-5', ''])('that says %j is no time to wait for', async (value) => {
  const provider = await upstream((_, time) => (time === 1 ? { status: 429, headers: { 'retry-after': value } } : {}));
  const { ask } = await open({ a: remote(provider.url) }, { use: ['a'] });
  expect(trail(await ask())).toEqual(['a/m ERROR UPSTREAM_RATE_LIMITED', 'a/m OK']);
});
