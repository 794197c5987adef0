import { expect, it, onTestFinished, vi } from 'vitest';
import { createSink } from '../../../src/batch.ts';
import { GatewayError } from '../../../src/errors.ts';
import { createBreaker, withBreaker } from '../../../src/layers/breaker.ts';
import { observe } from '../../../src/layers/observe.ts';
import { createRetryBudget, retry } from '../../../src/layers/retry.ts';
import { split } from '../../../src/layers/split.ts';
import { CappedAccount, RequestAccount } from '../../../src/ledger/account.ts';
import { isAnswered } from '../../../src/model.ts';
import { batchOf, lastCall, scriptedModel, testCall } from '../../support/models.ts';

const settings = { retries: 2, firstDelayMs: 1, maxDelayMs: 2 };
const unavailable = () => new GatewayError('UPSTREAM_UNAVAILABLE', 'down');

it('asks again only for the texts whose failure may pass', async () => {
  const model = scriptedModel({ answer: (text, _, time) => (text === 'bad' && time === 1 ? unavailable() : 'POSITIVE') });
  const outcomes = await retry(model.run, settings, createRetryBudget())({ texts: ['good', 'bad'], options: {} }, lastCall());
  expect(outcomes.every(isAnswered)).toBe(true);
  expect(model.asked).toEqual([['good', 'bad'], ['bad']]);
});

it('gives up after the set number of retries', async () => {
  const model = scriptedModel({ answer: unavailable });
  await retry(model.run, settings, createRetryBudget())({ texts: ['a'], options: {} }, lastCall());
  expect(model.asked).toHaveLength(3);
});

it.each(['MODEL_AUTH_FAILED', 'INPUT_INVALID', 'OUTPUT_INVALID', 'CONTENT_REFUSED', 'UPSTREAM_TIMEOUT'] as const)(
  'never asks again after %s',
  async (code) => {
    const model = scriptedModel({ answer: () => new GatewayError(code, 'no') });
    await retry(model.run, settings, createRetryBudget())({ texts: ['a'], options: {} }, lastCall());
    expect(model.asked).toHaveLength(1);
  },
);

it('goes up at once when the wait that is asked for does not fit into the deadline', async () => {
  const model = scriptedModel({ answer: () => new GatewayError('UPSTREAM_RATE_LIMITED', 'later', { retryAfterMs: 3_600_000 }) });
  const [outcome] = await retry(model.run, settings, createRetryBudget())({ texts: ['a'], options: {} }, lastCall());
  expect(outcome?.result).toMatchObject({ code: 'UPSTREAM_RATE_LIMITED' });
  expect(model.asked).toHaveLength(1);
});

it('waits at least as long as the provider asks', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const limited = new GatewayError('UPSTREAM_RATE_LIMITED', 'later', { retryAfterMs: 3_000 });
  const model = scriptedModel({ answer: (_, __, time) => (time === 1 ? limited : 'POSITIVE') });
  const answered = retry(model.run, settings, createRetryBudget())({ texts: ['a'], options: {} }, lastCall());
  await vi.advanceTimersByTimeAsync(2_999);
  expect(model.asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(10);
  expect(model.asked).toHaveLength(2);
  expect((await answered).every(isAnswered)).toBe(true);
});

it('spends no more than its budget when everything fails', async () => {
  const model = scriptedModel({ answer: unavailable });
  const run = retry(model.run, settings, createRetryBudget(0.1));
  for (let call = 0; call < 100; call++) await run({ texts: ['a'], options: {} }, lastCall());
  expect(model.asked.length).toBeLessThanOrEqual(100 + 100 * 0.1 + 3);
});

it('counts what earlier models cost against the cap of the text', async () => {
  const model = scriptedModel({ answer: unavailable });
  await retry(
    model.run,
    settings,
    createRetryBudget(),
  )({ texts: ['a'], options: {} }, lastCall({ account: new CappedAccount(new RequestAccount(), 0) }));
  expect(model.asked).toHaveLength(1);
});

it('stops waiting when the caller leaves', async () => {
  const caller = new AbortController();
  const model = scriptedModel({ answer: () => new GatewayError('UPSTREAM_RATE_LIMITED', 'later', { retryAfterMs: 4_000 }) });
  const pending = retry(
    model.run,
    settings,
    createRetryBudget(),
  )({ texts: ['a'], options: {} }, lastCall({ signal: caller.signal }));
  setTimeout(() => caller.abort(), 10);
  await pending;
  expect(model.asked).toHaveLength(1);
});

it('asks nothing again of which the caller has heard a part', async () => {
  const heard: string[] = [];
  const model = scriptedModel({
    answer: (_, __, ___, sink) => {
      sink?.write('half');
      return new GatewayError('UPSTREAM_TRUNCATED', 'cut');
    },
  });
  const sink = createSink([{ write: (delta) => heard.push(delta), restart: () => undefined }]);
  await retry(model.run, settings, createRetryBudget())(batchOf(['a'], {}, [sink]), lastCall());
  expect(heard).toEqual(['half']);
  expect(model.asked).toHaveLength(1);
});

it('asks again the text that may pass soon, without waiting for its neighbor that may not', async () => {
  const model = scriptedModel({
    answer: (text, _, time) => {
      if (time > 1) return 'POSITIVE';
      return new GatewayError('UPSTREAM_RATE_LIMITED', 'later', { retryAfterMs: text === 'late' ? 3_600_000 : 1 });
    },
  });
  const outcomes = await retry(model.run, settings, createRetryBudget())({ texts: ['late', 'soon'], options: {} }, lastCall());
  expect(outcomes.map(isAnswered)).toEqual([false, true]);
  expect(model.asked).toEqual([['late', 'soon'], ['soon']]);
});

it('asks no more often than the account lets it', async () => {
  const model = scriptedModel({ answer: unavailable });
  const ref = { id: 'scripted', version: '1', backend: 'cloud' };
  const observed = observe(model.run, { model: ref, local: false }, () => undefined);
  const account = new CappedAccount(new RequestAccount(), 2);
  await retry(observed, { ...settings, retries: 5 }, createRetryBudget())(batchOf(['a']), lastCall({ account }));
  expect(model.asked).toHaveLength(2);
});

it('asks nothing again where another model may answer at once', async () => {
  const model = scriptedModel({ answer: unavailable });
  await retry(model.run, settings, createRetryBudget())(batchOf(['a']), testCall());
  expect(model.asked).toHaveLength(1);
});

it('finds the breaker ready when the time is over that the provider named', async () => {
  const breaker = () =>
    createBreaker({ failureRateThreshold: 0.5, openDurationMs: 5_000, maxOpenDurationMs: 5_000, maxConcurrent: 8, maxQueued: 8 });
  const ref = { id: 'scripted', version: '1', backend: 'cloud' };
  const answers = await Promise.all(
    Array.from({ length: 20 }, async (_, place) => {
      const model = scriptedModel({
        answer: (__, ___, time) =>
          time === 1 ? new GatewayError('UPSTREAM_RATE_LIMITED', 'later', { retryAfterMs: 20 + place }) : 'POSITIVE',
      });
      const run = retry(withBreaker(model.run, breaker(), ref), settings, createRetryBudget());
      return run({ texts: ['a'], options: {} }, lastCall());
    }),
  );
  expect(answers.flat().filter(isAnswered)).toHaveLength(20);
});

it('asks again also what was passed over because two neighbors were told to wait', async () => {
  const breaker = createBreaker({
    failureRateThreshold: 0.5,
    openDurationMs: 5_000,
    maxOpenDurationMs: 5_000,
    maxConcurrent: 1,
    maxQueued: 8,
  });
  const model = scriptedModel({
    answer: (_, __, time) => (time < 3 ? new GatewayError('UPSTREAM_RATE_LIMITED', 'later', { retryAfterMs: 30 }) : 'POSITIVE'),
  });
  const run = split(withBreaker(model.run, breaker, { id: 'scripted', version: '1', backend: 'cloud' }), 1);
  const outcomes = await retry(run, settings, createRetryBudget())({ texts: ['a', 'b', 'c'], options: {} }, lastCall());
  expect(outcomes.every(isAnswered)).toBe(true);
  expect(model.asked).toEqual([['a'], ['b'], ['a'], ['b'], ['c']]);
});

it('asks nothing again of a model that fails others too', async () => {
  const breaker = createBreaker({
    failureRateThreshold: 0.5,
    openDurationMs: 5_000,
    maxOpenDurationMs: 5_000,
    maxConcurrent: 8,
    maxQueued: 8,
  });
  const model = scriptedModel({ answer: unavailable });
  const limited = withBreaker(model.run, breaker, { id: 'scripted', version: '1', backend: 'cloud' });
  const run = retry(limited, { ...settings, retries: 1 }, createRetryBudget(), breaker.isSuspect);
  const calls: number[] = [];
  for (let request = 0; request < 12; request++) {
    const before = model.asked.length;
    await run({ texts: [`text ${request}`], options: {} }, lastCall({ requestId: `${request}` }));
    calls.push(model.asked.length - before);
  }
  expect(calls).toEqual([2, 2, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0]);
});

it('does not wait for a model that is left alone', async () => {
  const breaker = createBreaker({
    failureRateThreshold: 0.5,
    openDurationMs: 1_000,
    maxOpenDurationMs: 1_000,
    maxConcurrent: 1,
    maxQueued: 20,
  });
  const model = scriptedModel({ answer: unavailable });
  const run = split(withBreaker(model.run, breaker, { id: 'scripted', version: '1', backend: 'cloud' }), 1);
  const texts = Array.from({ length: 20 }, String);
  await retry(run, settings, createRetryBudget())({ texts: texts, options: {} }, lastCall());
  expect(model.asked).toHaveLength(10);
});
