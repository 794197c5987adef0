import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createSink } from '../../../src/batch.ts';
import { GatewayError } from '../../../src/errors.ts';
import type { GatewayOutcome } from '../../../src/gateway.ts';
import { guard } from '../../../src/layers/catch-failures.ts';
import { observe } from '../../../src/layers/observe.ts';
import { createRetryBudget, retry } from '../../../src/layers/retry.ts';
import { type RouteSettings, route } from '../../../src/layers/route.ts';
import { isAnswered, type Outcome, outcomeOf, type Run } from '../../../src/model.ts';
import { createStats } from '../../../src/routing/stats.ts';
import { batchOf, type ScriptedModel, scriptedBackend, scriptedModel, testCall, told } from '../../support/models.ts';

const fallback: RouteSettings = { policy: 'fallback', maxAttempts: 3, hedge: false };
const unavailable = () => new GatewayError('UPSTREAM_UNAVAILABLE', 'down');

function chain(backend: string, model: ScriptedModel, local = true) {
  const source = scriptedBackend(backend, [model], local);
  const ref = { id: model.id, version: model.version, backend };
  const stats = createStats();
  return {
    model,
    backend: source,
    stats,
    run: observe<'sentiment'>(guard(model, source), { model: ref, local }, stats.record),
  };
}

const asked = (...parts: Parameters<typeof route<'sentiment'>>) => told(route(...parts));

const codeOf = (outcome: Outcome<'sentiment'> | undefined) =>
  outcome?.result instanceof GatewayError ? outcome.result.code : undefined;
const trail = (outcome: Pick<GatewayOutcome<'sentiment'>, 'attempts'> | undefined) =>
  outcome?.attempts.map((attempt) => `${attempt.backend}:${attempt.outcome}`);

it('fails over only the texts that failed', async () => {
  const first = scriptedModel({ answer: (text) => (text === 'bad' ? unavailable() : 'POSITIVE') });
  const second = scriptedModel({ answer: () => 'NEGATIVE' });
  const outcomes = await asked([chain('a', first), chain('b', second)], fallback)(
    { texts: ['good', 'bad'], options: {} },
    testCall(),
  );
  expect(outcomes.map((outcome) => isAnswered(outcome) && outcome.result.value.label)).toEqual(['POSITIVE', 'NEGATIVE']);
  expect(second.asked).toEqual([['bad']]);
  expect(outcomes.map(({ degraded = false }) => degraded)).toEqual([false, true]);
  expect(trail(outcomes[1])).toEqual(['a:ERROR', 'b:OK']);
});

it('does not ask another model after an error that is the caller’s', async () => {
  const second = scriptedModel();
  const first = scriptedModel({ answer: () => new GatewayError('CONTENT_BLOCKED', 'no') });
  const [outcome] = await asked([chain('a', first), chain('b', second)], fallback)({ texts: ['x'], options: {} }, testCall());
  expect(codeOf(outcome)).toBe('CONTENT_BLOCKED');
  expect(second.asked).toEqual([]);
});

it('passes over a backend that cannot do what is asked, and says so', async () => {
  const english = scriptedModel({ languages: ['en'] });
  const any = scriptedModel();
  const [outcome] = await asked([chain('a', english), chain('b', any)], fallback)(
    { texts: ['olá'], options: { language: 'pt' } },
    testCall(),
  );
  expect(english.asked).toEqual([]);
  expect(trail(outcome)).toEqual(['a:SKIPPED_UNSUPPORTED', 'b:OK']);
  expect(outcome?.degraded ?? false).toBe(false);
});

it('says what would have been supported when nobody can', async () => {
  const chains = [chain('a', scriptedModel({ languages: ['en'] })), chain('b', scriptedModel({ languages: ['de', 'en'] }))];
  const [outcome] = await asked(chains, fallback)({ texts: ['olá'], options: { language: 'pt' } }, testCall());
  expect(codeOf(outcome)).toBe('UNSUPPORTED_LANGUAGE');
  expect(outcome?.result).toMatchObject({ supported: { languages: ['en', 'de'], pairs: [], values: [] } });
});

it('names each pair once that any model would have translated', async () => {
  const [to, back] = [
    { source: 'en', target: 'pt' },
    { source: 'pt', target: 'en' },
  ];
  const refusing = (...pairs: { source: string; target: string }[]) => ({
    ...scriptedModel(),
    supports: () => new GatewayError('UNSUPPORTED_LANGUAGE', 'no', { supported: { pairs } }),
  });
  const chains = [chain('a', refusing(to)), chain('b', refusing({ ...to }, back))];
  const [outcome] = await asked(chains, fallback)({ texts: ['x'], options: {} }, testCall());
  expect(outcome?.result).toMatchObject({ supported: { languages: [], pairs: [to, back], values: [] } });
});

it('never makes more calls for a text than the cap', async () => {
  const models = Array.from({ length: 5 }, () => scriptedModel({ answer: unavailable }));
  const chains = models.map((model, place) => chain(`b${place}`, model));
  const [outcome] = await asked(chains, fallback)({ texts: ['x'], options: {} }, testCall());
  expect(models.map(({ asked }) => asked.length)).toEqual([1, 1, 1, 0, 0]);
  expect(outcome?.attempts).toHaveLength(3);
});

it('says of a caller who left before anybody was asked that it left', async () => {
  const model = scriptedModel();
  const run = asked([chain('a', model)], fallback);
  const [left] = await run({ texts: ['x'], options: {} }, testCall({ signal: AbortSignal.abort() }));
  const [late] = await run({ texts: ['x'], options: {} }, testCall({ deadlineAt: performance.now() }));
  expect([left, late].map(codeOf)).toEqual(['CLIENT_CLOSED_REQUEST', 'DEADLINE_EXCEEDED']);
  expect(model.asked).toEqual([]);
});

it('asks a model once where another may answer, and the last as often as is left', async () => {
  const budget = createRetryBudget(1);
  const patient = (model: ScriptedModel) => ({
    ...chain(model.id, model),
    run: retry(chain(model.id, model).run, { retries: 5, firstDelayMs: 1, maxDelayMs: 1 }, budget),
  });
  const models = ['a', 'b'].map((id) => scriptedModel({ id, answer: unavailable }));
  await asked(models.map(patient), { ...fallback, maxAttempts: 4 })({ texts: ['x'], options: {} }, testCall());
  expect(models.map(({ asked }) => asked.length)).toEqual([1, 3]);
});

it('books what the models before the answer have cost', async () => {
  const usage = { inputTokens: 10, outputTokens: 2, costUsd: 0.25, estimated: true };
  const run: Run<'sentiment'> = async ({ texts }) => texts.map(() => ({ ...outcomeOf<'sentiment'>(unavailable()), usage }));
  const cut = { ...scriptedModel(), run };
  const chains = [chain('a', cut, false), chain('b', cut, false), chain('c', scriptedModel())];
  const [outcome] = await asked(chains, fallback)({ texts: ['x'], options: {} }, testCall());
  expect(outcome?.spend).toEqual({
    calls: 3,
    inputTokens: 21,
    outputTokens: 5,
    costUsd: 0.5,
    unpricedCalls: 0,
    estimated: true,
  });
  const [failed] = await asked(chains.slice(0, 2), fallback)({ texts: ['x'], options: {} }, testCall());
  expect(codeOf(failed)).toBe('UPSTREAM_UNAVAILABLE');
  expect(failed?.spend).toMatchObject({ calls: 2, inputTokens: 20, outputTokens: 4, costUsd: 0.5 });
});

it('prefers to report a failure after which sending again may help', async () => {
  const first = scriptedModel({ answer: () => new GatewayError('MODEL_AUTH_FAILED', 'key') });
  const second = scriptedModel({ answer: () => new GatewayError('UPSTREAM_RATE_LIMITED', 'wait', { retryAfterMs: 700 }) });
  const [outcome] = await asked([chain('a', first), chain('b', second)], fallback)({ texts: ['x'], options: {} }, testCall());
  expect(codeOf(outcome)).toBe('UPSTREAM_RATE_LIMITED');
  expect(outcome?.result).toMatchObject({ retryAfterMs: 700 });
});

it('tells the shortest wait of all models, and reports an error as it is that says so already', async () => {
  const late = new GatewayError('UPSTREAM_RATE_LIMITED', 'wait', { retryAfterMs: 700 });
  const soon = new GatewayError('OVERLOADED', 'wait', { retryAfterMs: 200 });
  const models = [late, soon].map((error) => scriptedModel({ answer: () => error }));
  const [a, b] = models.map((model, place) => chain(`${place}`, model));
  if (!a || !b) throw new Error('two chains were made');
  const [first] = await asked([a, b], fallback)({ texts: ['x'], options: {} }, testCall());
  expect(first?.result).toMatchObject({ code: 'UPSTREAM_RATE_LIMITED', retryAfterMs: 200 });
  const [second] = await asked([b, a], fallback)({ texts: ['x'], options: {} }, testCall());
  expect(second?.result).toBe(soon);
});

describe('the caller’s routing', () => {
  const chains = () =>
    [chain('local', scriptedModel({ id: 'small' })), chain('cloud', scriptedModel({ id: 'large' }), false)] as const;

  it.each([{ model: 'large' }, { model: 'cloud/large' }, { backend: 'cloud' }])('pins %o', async (pin) => {
    const [local, cloud] = chains();
    await asked([local, cloud], fallback)(
      { texts: ['x'], options: {} },
      testCall({ routing: { ...pin, strategy: 'AUTO', fallback: true } }),
    );
    expect([local.model.asked.length, cloud.model.asked.length]).toEqual([0, 1]);
  });

  it('cannot name what the route does not hold', async () => {
    const [outcome] = await asked(chains(), fallback)(
      { texts: ['x'], options: {} },
      testCall({ routing: { model: 'other', strategy: 'AUTO', fallback: true } }),
    );
    expect(codeOf(outcome)).toBe('NOT_FOUND');
  });

  it('keeps texts on this machine when asked to', async () => {
    const local = chain('local', scriptedModel({ answer: () => new GatewayError('MODEL_FAILED', 'broken') }));
    const [, cloud] = chains();
    const [outcome] = await asked([local, cloud], fallback)(
      { texts: ['x'], options: {} },
      testCall({ routing: { strategy: 'LOCAL_ONLY', fallback: true } }),
    );
    expect(codeOf(outcome)).toBe('MODEL_FAILED');
    expect(cloud.model.asked).toEqual([]);
    const [none] = await asked([cloud], fallback)(
      { texts: ['x'], options: {} },
      testCall({ routing: { strategy: 'LOCAL_ONLY', fallback: true } }),
    );
    expect(codeOf(none)).toBe('NO_ROUTE');
  });

  it('can forbid another model', async () => {
    const first = chain('a', scriptedModel({ answer: unavailable }));
    const second = chain('b', scriptedModel());
    const [outcome] = await asked([first, second], fallback)(
      { texts: ['x'], options: {} },
      testCall({ routing: { strategy: 'AUTO', fallback: false } }),
    );
    expect(codeOf(outcome)).toBe('UPSTREAM_UNAVAILABLE');
    expect(second.model.asked).toEqual([]);
  });
});

describe('cascade', () => {
  const cascade: RouteSettings = { policy: 'cascade', minConfidence: 0.7, maxAttempts: 3, hedge: false };

  it('keeps a cheap answer that is sure enough', async () => {
    const better = scriptedModel();
    const [outcome] = await asked([chain('a', scriptedModel({ confidence: 0.9 })), chain('b', better)], cascade)(
      { texts: ['x'], options: {} },
      testCall(),
    );
    expect(better.asked).toEqual([]);
    expect(outcome?.degraded ?? false).toBe(false);
  });

  it('asks the next model when it is not', async () => {
    const better = scriptedModel({ answer: () => 'NEGATIVE' });
    const [outcome] = await asked([chain('a', scriptedModel({ confidence: 0.5 })), chain('b', better)], cascade)(
      { texts: ['x'], options: {} },
      testCall(),
    );
    expect(outcome && isAnswered(outcome) && outcome.result.value.label).toBe('NEGATIVE');
    expect(outcome?.degraded ?? false).toBe(false);
  });

  it('books the answer that another replaced', async () => {
    const [outcome] = await asked([chain('a', scriptedModel({ confidence: 0.5 })), chain('b', scriptedModel())], cascade)(
      { texts: ['four'], options: {} },
      testCall(),
    );
    expect(outcome?.spend).toMatchObject({ calls: 2, inputTokens: 8, outputTokens: 2 });
  });

  it('falls back to the unsure answer, marked, when the next model fails', async () => {
    const [outcome] = await asked(
      [chain('a', scriptedModel({ confidence: 0.5 })), chain('b', scriptedModel({ answer: unavailable }))],
      cascade,
    )({ texts: ['x'], options: {} }, testCall());
    expect(outcome && isAnswered(outcome)).toBe(true);
    expect(outcome?.degraded).toBe(true);
  });
});

it('gives each tenant the same first choice, in about the shares that are set', async () => {
  const [a, b] = [chain('a', scriptedModel()), chain('b', scriptedModel())];
  const run = asked([a, b], { ...fallback, policy: 'weighted', weights: { a: 3, b: 1 }, stickyBy: 'tenant' });
  for (let tenant = 0; tenant < 400; tenant++) {
    await run({ texts: ['x'], options: {} }, testCall({ tenant: `tenant-${tenant}` }));
    await run({ texts: ['x'], options: {} }, testCall({ tenant: `tenant-${tenant}` }));
  }
  expect(a.model.asked.length % 2).toBe(0);
  expect(a.model.asked.length / 800).toBeGreaterThan(0.65);
  expect(a.model.asked.length / 800).toBeLessThan(0.85);
});

it('gives equal texts the same first choice, in about the shares that are set, each of a list its own', async () => {
  const [a, b] = [chain('a', scriptedModel()), chain('b', scriptedModel())];
  const run = asked([a, b], { ...fallback, policy: 'weighted', weights: { a: 3, b: 1 } });
  const texts = Array.from({ length: 400 }, (_, place) => `text ${place}`);
  const chosen = async (list: readonly string[]) =>
    (await run({ texts: list, options: {} }, testCall())).map(({ attempts }) => attempts.at(-1)?.backend);
  const together = await chosen(texts);
  const alone = await Promise.all(texts.map((text) => chosen([text])));
  expect(together).toEqual(alone.flat());
  const share = together.filter((backend) => backend === 'a').length / texts.length;
  expect(share).toBeGreaterThan(0.65);
  expect(share).toBeLessThan(0.85);
});

it('asks the cheapest first', async () => {
  const [dear, cheap] = [scriptedModel({ id: 'dear' }), scriptedModel({ id: 'cheap' })];
  dear.info = { ...dear.info, prices: { inputPerMillion: 5, outputPerMillion: 15 } };
  cheap.info = { ...cheap.info, prices: { inputPerMillion: 0.1, outputPerMillion: 0.4 } };
  await asked([chain('a', dear, false), chain('b', cheap, false)], { ...fallback, policy: 'cheapest' })(
    { texts: ['x'], options: {} },
    testCall(),
  );
  expect([dear.asked.length, cheap.asked.length]).toEqual([0, 1]);
});

it('sends most calls to the faster and healthier of two', async () => {
  const [slow, fast] = [chain('slow', scriptedModel()), chain('fast', scriptedModel())];
  for (let call = 0; call < 5; call++) {
    slow.stats.record({ latencyMs: 500, texts: 1, failed: 0 });
    fast.stats.record({ latencyMs: 5, texts: 1, failed: 0 });
  }
  const run = asked([slow, fast], { ...fallback, policy: 'fastest' });
  for (let call = 0; call < 50; call++) await run({ texts: ['x'], options: {} }, testCall());
  expect(fast.model.asked.length).toBeGreaterThan(slow.model.asked.length * 4);
});

it('does not take one that fails at once for the fastest', async () => {
  const [broken, sound] = [chain('broken', scriptedModel({ answer: unavailable })), chain('sound', scriptedModel())];
  for (let call = 0; call < 5; call++) {
    broken.stats.record({ latencyMs: 1, texts: 1, failed: 1, code: 'MODEL_FAILED' });
    sound.stats.record({ latencyMs: 800, texts: 1, failed: 0 });
  }
  const run = asked([broken, sound], { ...fallback, policy: 'fastest' });
  for (let call = 0; call < 50; call++) await run({ texts: ['x'], options: {} }, testCall());
  expect(broken.model.asked.length).toBeLessThanOrEqual(1);
});

it('finds out that the slower of two has become the faster', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const [was, is] = [chain('was', scriptedModel()), chain('is', scriptedModel())];
  was.stats.record({ latencyMs: 10_000, texts: 1, failed: 1, code: 'UPSTREAM_TIMEOUT' });
  is.stats.record({ latencyMs: 900, texts: 1, failed: 0 });
  const run = asked([was, is], { ...fallback, policy: 'fastest' });
  for (let call = 0; call < 1_000 && was.model.asked.length < 2; call++) {
    vi.advanceTimersByTime(1_000);
    await run({ texts: ['x'], options: {} }, testCall({ deadlineAt: Number.POSITIVE_INFINITY }));
  }
  expect(was.model.asked.length).toBeGreaterThan(1);
});

it('tells a listener that what it heard is void when another model starts over', async () => {
  const events: string[] = [];
  const first = scriptedModel({
    answer: (_, __, ___, sink) => {
      sink?.write('half');
      return new GatewayError('UPSTREAM_TRUNCATED', 'cut');
    },
  });
  const second = scriptedModel({
    answer: (_, __, ___, sink) => {
      sink?.write('whole');
      return 'POSITIVE';
    },
  });
  const sink = createSink([{ write: (delta) => events.push(delta), restart: (reason) => events.push(`restart ${reason}`) }]);
  await asked([chain('a', first), chain('b', second)], fallback)(batchOf(['x'], {}, [sink]), testCall());
  expect(events).toEqual(['half', 'restart UPSTREAM_TRUNCATED', 'whole']);
});

it('says nothing to a listener when the first model failed before it said anything', async () => {
  const events: string[] = [];
  const sink = createSink([{ write: (delta) => events.push(delta), restart: () => events.push('restart') }]);
  await asked([chain('a', scriptedModel({ answer: unavailable })), chain('b', scriptedModel())], fallback)(
    batchOf(['x'], {}, [sink]),
    testCall(),
  );
  expect(events).toEqual([]);
});

describe('a hedge', () => {
  const hedged: RouteSettings = { ...fallback, hedge: true };
  const late = (signal: AbortSignal) =>
    new Promise<'POSITIVE'>((resolve, reject) => {
      const timer = setTimeout(resolve, 2_000, 'POSITIVE');
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(new Error('aborted'));
      });
    });

  it('takes the next model’s answer when the first is later than usual, and books the loser', async () => {
    const slow = chain('slow', scriptedModel({ answer: (_, { signal }) => late(signal) }));
    const quick = chain('quick', scriptedModel({ answer: () => 'NEGATIVE' }));
    for (let call = 0; call < 30; call++) slow.stats.record({ latencyMs: 10, texts: 1, failed: 0 });
    const [outcome] = await asked([slow, quick], hedged)({ texts: ['x'], options: {} }, testCall());
    expect(outcome && isAnswered(outcome) && outcome.result.value.label).toBe('NEGATIVE');
    expect(trail(outcome)).toEqual(['slow:CANCELLED', 'quick:OK']);
  });

  it('does not ask the next model twice, and gives each text the answer it got', async () => {
    const slowly = (answer: (text: string) => 'POSITIVE' | GatewayError) => (text: string) =>
      new Promise<'POSITIVE' | GatewayError>((resolve) => setTimeout(() => resolve(answer(text)), 50));
    const slow = chain('slow', scriptedModel({ answer: slowly((text) => (text === 'a' ? 'POSITIVE' : unavailable())) }));
    const quick = chain('quick', scriptedModel({ answer: (text) => (text === 'b' ? 'NEGATIVE' : unavailable()) }));
    const last = chain('last', scriptedModel({ answer: () => 'NEUTRAL' }));
    for (let call = 0; call < 30; call++) slow.stats.record({ latencyMs: 10, texts: 1, failed: 0 });
    const outcomes = await asked([slow, quick, last], hedged)({ texts: ['a', 'b', 'c'], options: {} }, testCall());
    const labels = outcomes.map((outcome) => isAnswered(outcome) && outcome.result.value.label);
    expect(labels).toEqual(['POSITIVE', 'NEGATIVE', 'NEUTRAL']);
    expect([quick, last].map(({ model }) => model.asked)).toEqual([[['a', 'b', 'c']], [['c']]]);
    expect(trail(outcomes[1])).toEqual(['slow:ERROR', 'quick:OK']);
  });

  it('keeps within the calls that a text may cost', async () => {
    const broken = (backend: string) => {
      const model = scriptedModel({ answer: () => new Promise((resolve) => setTimeout(() => resolve(unavailable()), 20)) });
      const one = chain(backend, model);
      for (let call = 0; call < 30; call++) one.stats.record({ latencyMs: 1, texts: 1, failed: 0 });
      return { ...one, run: retry(one.run, { retries: 5, firstDelayMs: 1, maxDelayMs: 1 }, createRetryBudget(1)) };
    };
    const [outcome] = await asked([broken('a'), broken('b')], hedged)({ texts: ['x'], options: {} }, testCall());
    expect(outcome?.attempts).toHaveLength(2);
  });

  it('asks the better model of a cascade that was stopped because the other had answered', async () => {
    const cheap = scriptedModel({
      confidence: 0.2,
      answer: () => new Promise((resolve) => setTimeout(resolve, 30, 'POSITIVE')),
    });
    const dear = scriptedModel({
      answer: (_, { signal }, time) => (time === 1 ? late(signal) : 'NEGATIVE'),
    });
    const [a, b] = [chain('cheap', cheap), chain('dear', dear)];
    for (let call = 0; call < 30; call++) a.stats.record({ latencyMs: 1, texts: 1, failed: 0 });
    const [outcome] = await asked([a, b], { ...hedged, policy: 'cascade', minConfidence: 0.9 })(
      { texts: ['x'], options: {} },
      testCall(),
    );
    expect(outcome && isAnswered(outcome) && outcome.result.value.label).toBe('NEGATIVE');
  });

  it('books what the loser has cost', async () => {
    const usage = { inputTokens: 10, outputTokens: 2, costUsd: 0.25, estimated: true };
    const run: Run<'sentiment'> = ({ texts }, { signal }) =>
      new Promise((resolve) =>
        signal.addEventListener('abort', () => resolve(texts.map(() => ({ ...outcomeOf<'sentiment'>(unavailable()), usage })))),
      );
    const slow = chain('slow', { ...scriptedModel(), run }, false);
    for (let call = 0; call < 30; call++) slow.stats.record({ latencyMs: 10, texts: 1, failed: 0 });
    const [outcome] = await asked([slow, chain('quick', scriptedModel())], hedged)(batchOf(['x']), testCall());
    expect(outcome && isAnswered(outcome)).toBe(true);
    expect(outcome?.spend).toMatchObject({ calls: 2, inputTokens: 11, costUsd: 0.25, unpricedCalls: 0 });
  });

  it('costs at most a few extra calls in a hundred', async () => {
    const slow = chain('slow', scriptedModel({ answer: () => new Promise((resolve) => setTimeout(resolve, 5, 'POSITIVE')) }));
    const quick = chain('quick', scriptedModel());
    for (let call = 0; call < 200; call++) slow.stats.record({ latencyMs: 0, texts: 1, failed: 0 });
    const run = asked([slow, quick], hedged);
    for (let call = 0; call < 100; call++) await run({ texts: ['x'], options: {} }, testCall());
    expect(quick.model.asked.length).toBeGreaterThan(0);
    expect(quick.model.asked.length).toBeLessThanOrEqual(100 * 0.05 + 3);
  });
});
