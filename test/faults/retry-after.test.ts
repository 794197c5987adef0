/** `Retry-After` in each of its forms, from the reply of a provider to the answer of the gateway. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { remote } from '../../bench/faults/settings.ts';
import { open, trail, upstream } from './over-http.ts';

/** A header that asks to wait so long, made when the reply is. */
const forms = {
  seconds: (ms: number) => ({ 'retry-after': String(ms / 1_000) }),
  milliseconds: (ms: number) => ({ 'retry-after-ms': String(ms) }),
  'a date': (ms: number) => ({ 'retry-after': new Date(Date.now() + ms).toUTCString() }),
};
const FORMS = Object.entries(forms);

const limited = (headers: (ms: number) => Record<string, string>, ms: number, times = 1) =>
  upstream((_, time) => (time <= times ? { status: 429, headers: headers(ms) } : {}));

/** The timers that were set, in milliseconds. */
const timers = () => vi.mocked(setTimeout).mock.calls.map(([, ms = 0]) => ms);

describe.each(FORMS)('in %s', (_, headers) => {
  /** Time stands still, at a whole second: a date says no other. */
  beforeEach(() => {
    const now = new Date().setMilliseconds(0);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'], now });
    vi.spyOn(globalThis, 'setTimeout');
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  it('is waited for where it fits into the deadline', async () => {
    const provider = await limited(headers, 2_000);
    const { ask } = await open({ a: remote(provider.url) }, { models: ['a'] });
    const answer = ask();
    while (!timers().some((ms) => ms >= 2_000 && ms < 2_100)) await new Promise(setImmediate);
    await vi.advanceTimersByTimeAsync(2_100);
    expect(trail(await answer)).toEqual(['a/m ERROR UPSTREAM_RATE_LIMITED', 'a/m OK']);
  });

  it('is told to the caller where it does not, who waits for nothing', async () => {
    const provider = await limited(headers, 60_000, 9);
    const { ask } = await open({ a: remote(provider.url) }, { models: ['a'] });
    const answer = await ask('Some text.', 'timeoutMs: 5000');
    expect(answer).toMatchObject({ __typename: 'ModelError', code: 'UPSTREAM_RATE_LIMITED', retryAfterMs: 60_000 });
    await vi.advanceTimersByTimeAsync(1_000);
    const confirmed = await ask('Another text.', 'timeoutMs: 5000');
    expect(trail(confirmed)).toEqual(['a/m ERROR UPSTREAM_RATE_LIMITED']);
    await vi.advanceTimersByTimeAsync(1_000);
    const again = await ask('A third text.', 'timeoutMs: 5000');
    expect(trail(again)).toEqual(['a/m SKIPPED_UNHEALTHY UPSTREAM_RATE_LIMITED']);
    expect(again.retryAfterMs).toBe(59_000);
    expect(provider.requests).toHaveLength(2);
  });

  it('sends to the next model at once where it does not', async () => {
    const provider = await limited(headers, 60_000, 9);
    const spare = await upstream();
    const { ask } = await open({ a: remote(provider.url), b: remote(spare.url) }, { models: ['a', 'b'] });
    expect(trail(await ask())).toEqual(['a/m ERROR UPSTREAM_RATE_LIMITED', 'b/m OK']);
    expect(trail(await ask('Another text.'))).toEqual(['a/m ERROR UPSTREAM_RATE_LIMITED', 'b/m OK']);
    expect(trail(await ask('A third text.'))).toEqual(['a/m SKIPPED_UNHEALTHY UPSTREAM_RATE_LIMITED', 'b/m OK']);
    expect(provider.requests).toHaveLength(2);
  });
});

it.each(['soon', '-5', ''])('that says %j is no time to wait for', async (value) => {
  const provider = await upstream((_, time) => (time === 1 ? { status: 429, headers: { 'retry-after': value } } : {}));
  const { ask } = await open({ a: remote(provider.url) }, { models: ['a'] });
  expect(trail(await ask())).toEqual(['a/m ERROR UPSTREAM_RATE_LIMITED', 'a/m OK']);
});
