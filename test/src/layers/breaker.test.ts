import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import { createBreaker, withBreaker } from '../../../src/layers/breaker.ts';
import { isAnswered, outcomeOf, type Run } from '../../../src/model.ts';
import { scriptedModel, testCall } from '../../support/models.ts';

const settings = { failureRateThreshold: 0.5, openDurationMs: 400, maxOpenDurationMs: 800, maxConcurrent: 2, maxQueued: 1 };
const ref = { id: 'scripted', version: '1', backend: 'cloud' };
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** The clock that is never set back goes on by so many milliseconds at once. */
function letPass(ms: number): void {
  const now = performance.now.bind(performance);
  const moved = vi.spyOn(performance, 'now').mockImplementation(() => now() + ms);
  onTestFinished(() => moved.mockRestore());
}

let requests = 0;
/** Another text of another request. */
const another = (run: Run<'sentiment'>, tenant = 'test') => {
  requests += 1;
  return run([`text ${requests}`], {}, testCall({ requestId: `request ${requests}`, tenant }));
};
const failing = (code: GatewayError['code'], retryAfterMs?: number) => () => new GatewayError(code, 'no', { retryAfterMs });

it('leaves a dead model alone after ten calls, lets one probe through, and closes when it answers', async () => {
  let dead = true;
  const model = scriptedModel({ answer: () => (dead ? new GatewayError('UPSTREAM_UNAVAILABLE', 'down') : 'POSITIVE') });
  const breaker = createBreaker(settings);
  const run = withBreaker(model.run, breaker, ref);
  for (let call = 0; call < 30; call++) await another(run);
  expect(model.asked).toHaveLength(10);
  expect(breaker.state()).toBe('OPEN');
  expect(breaker.openLeftMs()).toBeGreaterThan(0);
  const [refused] = await another(run);
  expect(refused?.attempts[0]?.outcome).toBe('SKIPPED_UNHEALTHY');
  dead = false;
  letPass(450);
  const results = await Promise.all(Array.from({ length: 5 }, () => another(run)));
  expect(model.asked).toHaveLength(11);
  expect(results.flat().filter(isAnswered)).toHaveLength(1);
  expect(results[4]?.[0]?.result).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', retryAfterMs: 1_000 });
  expect(breaker.state()).toBe('CLOSED');
});

it.each([
  [0.5, 10],
  [0.25, 5],
  [1, 20],
])(
  'leaves a model that has answered alone from a share of %d of the last twenty: after %i failed calls',
  async (failureRateThreshold, most) => {
    let dead = false;
    const model = scriptedModel({ answer: () => (dead ? new GatewayError('UPSTREAM_UNAVAILABLE', 'down') : 'POSITIVE') });
    const run = withBreaker(model.run, createBreaker({ ...settings, failureRateThreshold }), ref);
    for (let call = 0; call < 30; call++) await another(run);
    dead = true;
    for (let call = 0; call < 30; call++) await another(run);
    expect(model.asked).toHaveLength(30 + most);
  },
);

it('does not open because callers set short deadlines or leave', async () => {
  const model = scriptedModel({
    answer: (_, __, time) => new GatewayError(time % 2 ? 'DEADLINE_EXCEEDED' : 'CLIENT_CLOSED_REQUEST', 'gone'),
  });
  const breaker = createBreaker(settings);
  for (let call = 0; call < 30; call++) await withBreaker(model.run, breaker, ref)(['x'], {}, testCall());
  expect(model.asked).toHaveLength(30);
  expect(breaker.state()).toBe('CLOSED');
});

it('leaves a model alone for as long as its provider asked', async () => {
  const model = scriptedModel({ answer: () => new GatewayError('UPSTREAM_RATE_LIMITED', 'later', { retryAfterMs: 300 }) });
  const run = withBreaker(model.run, createBreaker(settings), ref);
  await run(['x'], {}, testCall());
  const [second] = await run(['x'], {}, testCall());
  expect(second?.result).toMatchObject({ code: 'UPSTREAM_RATE_LIMITED' });
  expect(model.asked).toHaveLength(1);
  letPass(350);
  await run(['x'], {}, testCall());
  expect(model.asked).toHaveLength(2);
});

it('leaves alone at once what is down for a time that its provider names', async () => {
  const model = scriptedModel({ answer: () => new GatewayError('UPSTREAM_UNAVAILABLE', 'later', { retryAfterMs: 60_000 }) });
  const run = withBreaker(model.run, createBreaker(settings), ref);
  for (let call = 0; call < 5; call++) await run(['x'], {}, testCall());
  expect(model.asked).toHaveLength(1);
});

it('keeps to the longest of the times that calls side by side were told', async () => {
  const told = [60_000, 1];
  const model = scriptedModel({
    answer: (_, __, time) => new GatewayError('UPSTREAM_RATE_LIMITED', 'later', { retryAfterMs: told[time - 1] }),
  });
  const breaker = createBreaker({ ...settings, maxOpenDurationMs: 60_000 });
  const run = withBreaker(model.run, breaker, ref);
  await Promise.all([another(run), another(run)]);
  expect(model.asked).toHaveLength(2);
  expect(breaker.openLeftMs()).toBeGreaterThan(50_000);
});

it.each([
  ['asks to wait', () => new GatewayError('UPSTREAM_RATE_LIMITED', 'later', { retryAfterMs: 60_000 }), 1],
  ['is dead', () => new GatewayError('UPSTREAM_UNAVAILABLE', 'down'), 10],
] as const)('sends nothing to a model that %s of what waited for a place', async (_, error, most) => {
  const model = scriptedModel({ answer: () => pause(1).then(error) });
  const run = withBreaker(model.run, createBreaker({ ...settings, maxConcurrent: 1, maxQueued: 30 }), ref);
  const outcomes = (await Promise.all(Array.from({ length: 30 }, () => run(['x'], {}, testCall())))).flat();
  expect(model.asked).toHaveLength(most);
  const passedOver = outcomes.filter(({ attempts }) => attempts[0]?.outcome === 'SKIPPED_UNHEALTHY');
  expect(passedOver.map(({ result }) => (result as GatewayError).code)).toEqual(Array(30 - most).fill(error().code));
});

it('takes a probe that its caller cut short for none: the next call is the probe', async () => {
  const ends = ['DEADLINE_EXCEEDED', 'CLIENT_CLOSED_REQUEST'] as const;
  const model = scriptedModel({ answer: (_, __, time) => new GatewayError(ends[time - 11] ?? 'UPSTREAM_UNAVAILABLE', 'no') });
  const breaker = createBreaker(settings);
  const run = withBreaker(model.run, breaker, ref);
  for (let call = 0; call < 11; call++) await another(run);
  letPass(450);
  for (let call = 0; call < 5; call++) await another(run);
  expect(model.asked).toHaveLength(14);
  expect(breaker.state()).toBe('OPEN');
  expect(breaker.openLeftMs()).toBeGreaterThan(settings.openDurationMs);
});

it('probes in time also where the clock was set back meanwhile', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const model = scriptedModel({
    answer: (_, __, time) => (time > 10 ? 'POSITIVE' : new GatewayError('UPSTREAM_TIMEOUT', 'slow')),
  });
  const run = withBreaker(model.run, createBreaker(settings), ref);
  for (let call = 0; call < 11; call++) await run(['x'], {}, testCall());
  vi.setSystemTime(Date.now() - 3_600_000);
  letPass(450);
  expect((await run(['x'], {}, testCall())).every(isAnswered)).toBe(true);
});

it('asks once for a text with a key that is refused, and leaves the model alone for that text', async () => {
  const model = scriptedModel({ answer: () => new GatewayError('MODEL_AUTH_FAILED', 'key') });
  const run = withBreaker(model.run, createBreaker({ ...settings, openDurationMs: 5_000, maxOpenDurationMs: 5_000 }), ref);
  for (let call = 0; call < 5; call++) await run(['x'], {}, testCall());
  expect(model.asked).toHaveLength(1);
});

it('bounds the calls under way and those that wait, and refuses the rest at once', async () => {
  let underWay = 0;
  let most = 0;
  const model = scriptedModel({
    answer: async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await pause(20);
      underWay -= 1;
      return 'POSITIVE' as const;
    },
  });
  const run = withBreaker(model.run, createBreaker(settings), ref);
  const outcomes = (await Promise.all(Array.from({ length: 8 }, () => another(run)))).flat();
  expect(most).toBe(2);
  expect(outcomes.filter(isAnswered)).toHaveLength(3);
  expect(outcomes.filter((outcome) => !isAnswered(outcome)).map(({ result }) => (result as GatewayError).code)).toEqual(
    Array(5).fill('OVERLOADED'),
  );
  expect(outcomes.at(-1)?.result).toMatchObject({ retryAfterMs: 1_000 });
});

it('tells what became of a call that was made when its caller leaves, and what it cost', async () => {
  const spent = { inputTokens: 10, outputTokens: 2, estimated: true };
  const attempt = { backend: 'cloud', model: 'scripted', outcome: 'CANCELLED', latencyMs: 10 } as const;
  const left = { ...outcomeOf<'sentiment'>(new GatewayError('CLIENT_CLOSED_REQUEST', 'left')), spent, attempts: [attempt] };
  const run: Run<'sentiment'> = (_, __, { signal }) =>
    new Promise((resolve) => signal.addEventListener('abort', () => resolve([left])));
  const caller = new AbortController();
  setTimeout(() => caller.abort(), 10);
  expect(await withBreaker(run, createBreaker(settings), ref)(['x'], {}, testCall({ signal: caller.signal }))).toEqual([left]);
});

it('does not let a caller wait for a place past its deadline', async () => {
  const model = scriptedModel({ answer: () => pause(1_000).then(() => 'POSITIVE' as const) });
  const run = withBreaker(model.run, createBreaker({ ...settings, maxConcurrent: 1 }), ref);
  const first = run(['x'], {}, testCall());
  const [late] = await run(['x'], {}, testCall({ deadline: performance.now() + 30 }));
  expect(late?.result).toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  expect(await Promise.race([first.then(() => 'answered'), 'still under way'])).toBe('still under way');
  await first;
});

it('leaves no refusal unheard where the caller has left already', async () => {
  const unheard: unknown[] = [];
  const listen = (reason: unknown) => unheard.push(reason);
  process.on('unhandledRejection', listen);
  onTestFinished(() => void process.off('unhandledRejection', listen));
  const model = scriptedModel({ answer: () => new GatewayError('MODEL_AUTH_FAILED', 'key') });
  const run = withBreaker(model.run, createBreaker(settings), ref);
  await run(['x'], {}, testCall());
  const [left] = await run(['x'], {}, testCall({ signal: AbortSignal.abort() }));
  expect(left?.result).toMatchObject({ code: 'CLIENT_CLOSED_REQUEST' });
  await pause(5);
  expect(unheard).toEqual([]);
});

const POISON = [
  ['401', failing('MODEL_AUTH_FAILED')],
  ['429 for an hour', failing('UPSTREAM_RATE_LIMITED', 3_600_000)],
  ['503 for an hour', failing('UPSTREAM_UNAVAILABLE', 3_600_000)],
  ['500', failing('UPSTREAM_UNAVAILABLE')],
  ['HTML', failing('UPSTREAM_INVALID')],
] as const;

describe.each(POISON)('%s', (_, error) => {
  const poisonous = () => scriptedModel({ answer: (text) => (text.startsWith('poison') ? error() : 'POSITIVE') });
  const setUp = (changes = {}) => {
    const model = poisonous();
    const breaker = createBreaker({ ...settings, maxConcurrent: 8, maxQueued: 32, ...changes });
    return { model, breaker, run: withBreaker(model.run, breaker, ref) };
  };

  it('for one text keeps nobody else from the model, however often and by whomever it is sent', async () => {
    const { run, model, breaker } = setUp();
    for (let time = 0; time < 50; time++) await run(['poison'], {}, testCall({ requestId: `poison ${time}` }));
    expect(model.asked.length).toBeLessThanOrEqual(10);
    expect(breaker.state()).toBe('CLOSED');
    for (let time = 0; time < 10; time++) expect((await another(run)).every(isAnswered)).toBe(true);
  });

  it('for many texts of one request keeps no other request from the model', async () => {
    const { run, breaker } = setUp();
    const call = testCall({ requestId: 'poison' });
    for (let time = 0; time < 50; time++) await run([`poison ${time}`], {}, call);
    expect(breaker.state()).toBe('CLOSED');
    for (let time = 0; time < 10; time++) expect((await another(run)).every(isAnswered)).toBe(true);
  });

  it('for one text of a list keeps its neighbors from nothing', async () => {
    const { run } = setUp();
    const call = testCall();
    const texts = ['poison', ...Array.from({ length: 20 }, (__, place) => `good ${place}`)];
    const outcomes: boolean[] = [];
    for (const text of texts) outcomes.push((await run([text], {}, call)).every(isAnswered));
    expect(outcomes).toEqual(texts.map((text) => text !== 'poison'));
  });

  it('for every text of one tenant keeps no other tenant from the model', async () => {
    const { run } = setUp({ openDurationMs: 60_000, maxOpenDurationMs: 60_000 });
    const poison = (time: number) => run([`poison ${time}`], {}, testCall({ tenant: 'attacker', requestId: `poison ${time}` }));
    for (let time = 0; time < 30; time++) await poison(time);
    const [refused] = await poison(31);
    expect(refused?.attempts[0]?.outcome).toBe('SKIPPED_UNHEALTHY');
    for (let time = 0; time < 10; time++) {
      expect((await another(run, 'other')).every(isAnswered)).toBe(true);
      await poison(40 + time);
    }
  });

  it('for all of two requests leaves the model alone, and an answer opens it for all', async () => {
    const { run, model, breaker } = setUp();
    let asked = 0;
    while (breaker.state() === 'CLOSED' && asked < 20) {
      await run([`poison ${asked}`], {}, testCall({ requestId: `poison ${asked}` }));
      asked += 1;
    }
    expect(asked).toBe(
      error().code === 'UPSTREAM_INVALID' || !(error().retryAfterMs || error().code === 'MODEL_AUTH_FAILED') ? 10 : 2,
    );
    expect(breaker.openLeftMs()).toBeLessThanOrEqual(settings.maxOpenDurationMs);
    await another(run);
    expect(model.asked).toHaveLength(asked);
    await pause(breaker.openLeftMs() + 5);
    expect(breaker.state()).toBe('HALF_OPEN');
    expect((await another(run)).every(isAnswered)).toBe(true);
    expect(breaker.state()).toBe('CLOSED');
  });
});

it('opens again at once where a call is answered that was under way as the model was closed', async () => {
  const model = scriptedModel({
    answer: (text) => (text === 'slow' ? pause(50).then(() => 'POSITIVE' as const) : failing('UPSTREAM_UNAVAILABLE')()),
  });
  const breaker = createBreaker({ ...settings, maxConcurrent: 8, openDurationMs: 60_000, maxOpenDurationMs: 60_000 });
  const run = withBreaker(model.run, breaker, ref);
  const slow = run(['slow'], {}, testCall());
  for (let call = 0; call < 10; call++) await another(run);
  expect(breaker.state()).toBe('OPEN');
  await slow;
  expect(breaker.state()).toBe('CLOSED');
});

it('keeps a limit that a provider names where a call is answered that was let in before', async () => {
  const model = scriptedModel({
    answer: (text) => (text === 'slow' ? pause(50).then(() => 'POSITIVE' as const) : failing('UPSTREAM_RATE_LIMITED', 60_000)()),
  });
  const breaker = createBreaker({ ...settings, maxConcurrent: 8, maxOpenDurationMs: 60_000 });
  const run = withBreaker(model.run, breaker, ref);
  const slow = run(['slow'], {}, testCall());
  for (let call = 0; call < 2; call++) await another(run);
  await slow;
  expect(breaker.state()).toBe('OPEN');
});

it.each(['UPSTREAM_TRUNCATED', 'UPSTREAM_UNAVAILABLE', 'MODEL_AUTH_FAILED'] as const)(
  'takes a %s that belongs to its text for no illness',
  async (code) => {
    const model = scriptedModel({ answer: () => new GatewayError(code, 'of the text', { ofText: true }) });
    const breaker = createBreaker(settings);
    for (let call = 0; call < 30; call++) await another(withBreaker(model.run, breaker, ref));
    expect(model.asked).toHaveLength(30);
    expect(breaker.state()).toBe('CLOSED');
  },
);
