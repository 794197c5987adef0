import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createBreaker, withBreaker } from '../../../src/layers/breaker.ts';
import { guard } from '../../../src/layers/catch-failures.ts';
import { observe } from '../../../src/layers/observe.ts';
import { outcomeOf, type Run } from '../../../src/model.ts';
import { testCall } from '../../support/models.ts';

const ref = { id: 'm', version: '1', backend: 'b' };
const answer = outcomeOf<'sentiment'>({ value: { label: 'POSITIVE', scores: [] }, model: ref });
const observed = (run: Run<'sentiment'>) => observe(run, { model: ref, local: false }, () => undefined);

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'], now: 0 }));
afterEach(() => void vi.useRealTimers());
const pass = (ms: number) => vi.advanceTimersByTime(ms);

async function timesOf(run: Run<'sentiment'>) {
  const call = testCall();
  await run({ texts: ['good'], options: {} }, call);
  const { enqueuedAt = 0, startedAt = 0, endedAt = 0 } = call.account.trail('good').at(-1)?.times ?? {};
  return { enqueuedAt, startedAt, endedAt, waited: startedAt - enqueuedAt, worked: endedAt - startedAt };
}

it('tells the wait in a queue of the model from its work', async () => {
  const run: Run<'sentiment'> = async (_batch, call) => {
    const begin = call.trace?.queued();
    pass(30);
    begin?.();
    pass(7);
    begin?.(); // a second text of the list: the first says when it began
    return [answer];
  };
  const { waited, worked } = await timesOf(observed(run));
  expect([waited, worked]).toEqual([30, 7]);
});

it('counts all of it as waiting where the text was never taken out', async () => {
  const { waited, worked } = await timesOf(
    observed(async (_batch, call) => {
      call.trace?.queued();
      pass(5);
      return [answer];
    }),
  );
  expect([waited, worked]).toEqual([5, 0]);
});

it('counts the wait for one of the places of a remote model', async () => {
  const settings = { failureRateThreshold: 0.5, openDurationMs: 100, maxOpenDurationMs: 100, maxConcurrent: 1, maxQueued: 1 };
  const slow = observed(async () => {
    await Promise.resolve(); // the other comes meanwhile
    pass(30);
    return [answer];
  });
  const run = withBreaker(slow, createBreaker(settings), ref);
  const [first, second] = await Promise.all([timesOf(run), timesOf(run)]);
  expect([first.waited, first.worked]).toEqual([0, 30]);
  expect([second.waited, second.worked]).toEqual([30, 30]);
});

it('says nothing of a model that was not asked, since the time was up before there was a place', async () => {
  const told: number[] = [];
  const run = observe<'sentiment'>(
    guard({ id: 'm', run: async () => [answer] }, { local: false }),
    { model: ref, local: false },
    ({ latencyMs }) => told.push(latencyMs),
  );
  await run({ texts: ['late'], options: {} }, testCall({ deadlineAt: performance.now() }));
  await run({ texts: ['left'], options: {} }, testCall({ signal: AbortSignal.abort() }));
  expect(told).toEqual([]);
  await run({ texts: ['good'], options: {} }, testCall());
  expect(told).toHaveLength(1);
});
