import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { LOOK_MS, watchOverload } from '../../../src/server/overload.ts';
import { startTestServer } from './graphql-client.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

function watched(settings: { maxEventLoopDelayMs?: number; maxMemoryBytes?: number }) {
  let [nowMs, memoryBytes] = [0, 0];
  const gauges = { nowMs: () => nowMs, memoryBytes: () => memoryBytes };
  const overload = watchOverload({ maxEventLoopDelayMs: 0, maxMemoryBytes: 0, ...settings }, gauges);
  onTestFinished(overload.close);
  const look = ({ lateMs = 0, bytes = 0 }) => {
    nowMs += LOOK_MS + lateMs;
    memoryBytes = bytes;
    vi.advanceTimersByTime(LOOK_MS);
    return overload.isOver();
  };
  return look;
}

it('is over while turns come too late, and for a while after', () => {
  const look = watched({ maxEventLoopDelayMs: 200 });
  expect([0, 150, 201, 0, 0].map((lateMs) => look({ lateMs }))).toEqual([false, false, true, false, false]);
  expect([1_000, 0, 0, 0].map((lateMs) => look({ lateMs }))).toEqual([true, true, true, false]);
});

it('is over while the process holds too much', () => {
  const look = watched({ maxMemoryBytes: 1_000 });
  expect([1_000, 1_001, 999].map((bytes) => look({ bytes }))).toEqual([false, true, false]);
});

it('is never over where nothing is set', () => {
  expect(watched({})({ lateMs: 1e9, bytes: 1e12 })).toBe(false);
});

it('refuses new requests with a status that balancers know, and answers whether the process lives', async () => {
  vi.useRealTimers();
  const server = await startTestServer({ maxMemoryBytes: 1 });
  onTestFinished(() => server.close());
  const headers = { 'content-type': 'application/json' };
  const ask = () => fetch(`${server.url}/graphql`, { method: 'POST', headers, body: '{"query":"{__typename}"}' });
  await vi.waitFor(async () => expect((await ask()).status).toBe(503), 10_000);
  const refused = await ask();
  expect([refused.headers.get('retry-after'), await refused.json()]).toMatchObject([
    '1',
    { errors: [{ extensions: { code: 'OVERLOADED', retryable: true } }] },
  ]);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
});
