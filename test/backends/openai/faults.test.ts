import { afterEach, expect, it } from 'vitest';
import type { ErrorCode } from '../../../src/errors.ts';
import type { Backend } from '../../../src/model.ts';
import { completion } from '../../support/openai-replies.ts';
import { type Fault, type RawUpstream, rawUpstream } from '../../support/raw-upstream.ts';
import { allTextOf, answerOf, callOf, errorOf, runOne } from '../shared/running.ts';
import { KEY, openaiAt } from './openai-at.ts';

const limits = { attemptMs: 1_000, idleMs: 500 };
let upstream: RawUpstream;
let backend: Backend;

async function start(fault: Parameters<typeof rawUpstream>[0], settings = {}) {
  upstream = await rawUpstream(fault);
  backend = openaiAt(upstream.url, { ...limits, ...settings });
}

/** Sockets close a moment after the answer. */
async function socketsLeft(): Promise<number> {
  for (let again = 0; again < 40 && upstream.busySockets() > 0; again++) await new Promise((resolve) => setTimeout(resolve, 25));
  return upstream.busySockets();
}

afterEach(async () => {
  await upstream.close();
  await backend.close?.();
});

const whole: readonly (readonly [Fault, ErrorCode])[] = [
  ['nothing is said', 'UPSTREAM_TIMEOUT'],
  ['the header drips', 'UPSTREAM_TIMEOUT'],
  ['the body drips', 'UPSTREAM_TIMEOUT'],
  ['the body never ends', 'UPSTREAM_INVALID'],
  ['the page is HTML', 'UPSTREAM_INVALID'],
  ['the reply is {}', 'UPSTREAM_INVALID'],
  ['the JSON is broken', 'UPSTREAM_INVALID'],
  ['the JSON is cut', 'UPSTREAM_TRUNCATED'],
  ['the body is shorter than announced', 'UPSTREAM_TRUNCATED'],
  ['the connection is reset', 'UPSTREAM_UNAVAILABLE'],
  ['it is not HTTP', 'UPSTREAM_INVALID'],
  ['a compressed reply is cut', 'UPSTREAM_TRUNCATED'],
  ['the reply is not compressed as it says', 'UPSTREAM_INVALID'],
  ['the coding is not known and the body not whole', 'UPSTREAM_INVALID'],
  ['it sends elsewhere', 'UPSTREAM_INVALID'],
  ['it asks to wait an hour', 'UPSTREAM_RATE_LIMITED'],
  ['an error stalls', 'UPSTREAM_UNAVAILABLE'],
];

it.each(whole)('when %s, a whole answer fails with %s, once, and leaves no socket', async (fault, code) => {
  await start(fault);
  const error = errorOf(await runOne(backend, 'sentiment', {}));
  expect(error.code).toBe(code);
  expect(upstream.requests()).toBeLessThan(2);
  expect(allTextOf(error)).not.toMatch(/canary|127\.0\.0\.1|169\.254/);
  expect(await socketsLeft()).toBe(0);
});

const streamed: readonly (readonly [Fault, ErrorCode, number])[] = [
  ['the stream ends without a finish', 'UPSTREAM_TRUNCATED', 1],
  ['a frame is cut in half', 'UPSTREAM_TRUNCATED', 1],
  ['the stream is reset', 'UPSTREAM_TRUNCATED', 1],
  ['the stream stalls', 'UPSTREAM_TIMEOUT', 1],
  ['the stream never ends', 'UPSTREAM_INVALID', 1],
  ['the stream holds an error', 'UPSTREAM_UNAVAILABLE', 1],
  ['the stream holds broken JSON', 'UPSTREAM_INVALID', 1],
  ['nothing is said', 'UPSTREAM_TIMEOUT', 0],
  ['the page is HTML', 'UPSTREAM_INVALID', 0],
  ['it asks to wait an hour', 'UPSTREAM_RATE_LIMITED', 0],
  ['the connection is reset', 'UPSTREAM_UNAVAILABLE', 0],
];

it.each(streamed)('when %s, a streamed answer fails with %s after %i deltas and leaves no socket', async (fault, code, count) => {
  await start(fault);
  const deltas: string[] = [];
  const hear = (delta: string) => deltas.push(delta);
  const outcome = await runOne(backend, 'translate', { target: 'pt', source: 'en' }, { hear });
  const error = errorOf(outcome);
  expect(error.code).toBe(code);
  expect(deltas).toHaveLength(count);
  // A call that was given up may have cost what was sent; one that was refused or cut before its first word has not.
  expect(outcome.usage?.estimated).toBe(count > 0 || code === 'UPSTREAM_TIMEOUT' ? true : undefined);
  expect(allTextOf(error)).not.toMatch(/canary|127\.0\.0\.1/);
  expect(await socketsLeft()).toBe(0);
});

it('takes a stream that told its end as whole, also when the connection stays open', async () => {
  await start('the stream ends but the connection stays');
  const outcome = await runOne(backend, 'translate', { target: 'pt', source: 'en' }, { hear: () => undefined });
  expect(answerOf(outcome).text).toBe('one two');
  expect(outcome.result).toMatchObject({ usage: { estimated: true } });
});

it('hands on how long a provider asks to wait and never waits itself', async () => {
  await start('it asks to wait an hour');
  expect(errorOf(await runOne(backend, 'sentiment', {})).retryAfterMs).toBe(3_600_000);
});

it('says UPSTREAM_UNAVAILABLE where nobody listens', async () => {
  await start('nothing is said');
  await upstream.close();
  expect(errorOf(await runOne(backend, 'sentiment', {})).code).toBe('UPSTREAM_UNAVAILABLE');
});

it('ends at the deadline when that comes before the limit of an attempt', async () => {
  await start('nothing is said', { attemptMs: 60_000 });
  const call = callOf({ timeoutMs: 150 });
  const error = errorOf(await runOne(backend, 'sentiment', {}, { call }));
  expect(error.code).toBe('DEADLINE_EXCEEDED');
  expect(await socketsLeft()).toBe(0);
});

it.each(['nothing is said', 'the stream stalls'] as const)(
  'cancels the request when the caller leaves while %s',
  async (fault) => {
    await start(fault, { attemptMs: 60_000, idleMs: 60_000 });
    const caller = new AbortController();
    const call = callOf({ signal: caller.signal });
    setTimeout(() => caller.abort(), 100);
    const error = errorOf(await runOne(backend, 'translate', { target: 'pt', source: 'en' }, { call, hear: () => undefined }));
    expect(error.code).toBe('CLIENT_CLOSED_REQUEST');
    expect(await socketsLeft()).toBe(0);
  },
);

it('asks nobody for a caller who has left already', async () => {
  await start('nothing is said');
  const error = errorOf(await runOne(backend, 'sentiment', {}, { call: callOf({ signal: AbortSignal.abort() }) }));
  expect(error.code).toBe('CLIENT_CLOSED_REQUEST');
  expect(upstream.requests()).toBe(0);
});

it('reads no more of an endless body than the cap', async () => {
  await start('the body never ends', { maxBytes: 3_000_000, attemptMs: 20_000 });
  const before = process.memoryUsage().arrayBuffers;
  expect(errorOf(await runOne(backend, 'sentiment', {})).code).toBe('UPSTREAM_INVALID');
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(30_000_000);
});

it('lets one stalled request not end its neighbors', async () => {
  await start(
    (socket, request) => {
      if (request.includes('stall')) return;
      const body = JSON.stringify(completion('{"label":"NEGATIVE"}'));
      socket.end(
        `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
      );
    },
    { attemptMs: 2_000 },
  );
  const [stalled, answered] = await Promise.all([
    runOne(backend, 'sentiment', {}, { text: 'stall' }),
    runOne(backend, 'sentiment', {}, { text: 'cold soup' }),
  ]);
  expect(errorOf(stalled).code).toBe('UPSTREAM_TIMEOUT');
  expect(answerOf(answered).label).toBe('NEGATIVE');
});

it('keeps its key to the header of its requests', async () => {
  let request = '';
  await start((socket, received) => {
    request = received;
    socket.resetAndDestroy();
  });
  const error = errorOf(await runOne(backend, 'sentiment', {}));
  expect(request).toContain(`authorization: Bearer ${KEY}`);
  expect(request.replace(`authorization: Bearer ${KEY}`, '')).not.toContain(KEY);
  expect(allTextOf(error)).not.toContain('canary');
});
