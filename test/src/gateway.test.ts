import { describe, expect, it } from 'vitest';
import { openCache } from '../../src/cache/open-cache.ts';
import { createGateway } from '../../src/gateway.ts';
import type { Backend, Model, ModelHealth } from '../../src/model.ts';
import { isAnswered } from '../../src/model.ts';
import type { TableSettings } from '../../src/table.ts';
import { type ClassifyOptions, TASKS, type Task } from '../../src/task.ts';
import { createTelemetry } from '../../src/telemetry/telemetry.ts';
import { scriptedBackend, scriptedModel, testCall } from '../support/models.ts';

const freshness = { ttlMs: 60_000, staleWhileRevalidateMs: 0, staleIfErrorMs: 0 };
const everyTask = <Value>(value: Value) => Object.fromEntries(TASKS.map((task) => [task, value])) as Record<Task, Value>;

function gatewayOver(backends: readonly Backend[], changes: Partial<TableSettings> = {}) {
  const settings: TableSettings = {
    routes: everyTask({ policy: 'fallback', models: backends.map(({ name }) => name), maxAttempts: 3, hedge: false }),
    retry: { retries: 0, firstDelayMs: 1, maxDelayMs: 1 },
    breaker: { failureRateThreshold: 0.5, openDurationMs: 100, maxOpenDurationMs: 100, maxConcurrent: 8, maxQueued: 8 },
    cache: { enabled: true, freshness: everyTask(freshness), scope: 'tenant' },
    ...changes,
  };
  return createGateway({
    backends,
    settings,
    room: openCache({ maxBytes: 1_000_000, flightMs: 5_000 }),
    telemetry: createTelemetry({ requests: 10, keepTexts: false }),
  });
}

const english = 'The room was clean and the staff were very friendly to us.';
const portuguese = 'O quarto estava limpo e os funcionários foram muito simpáticos connosco.';

describe('texts', () => {
  it('that cannot be taken fail in their place, the others are answered in one call', async () => {
    const model = scriptedModel();
    const outcomes = await gatewayOver([scriptedBackend('local', [model])]).run(
      'sentiment',
      ['', english, ' \n\t', 'x'.repeat(50_001)],
      {},
      testCall(),
    );
    expect(outcomes.map((outcome) => (isAnswered(outcome) ? 'OK' : (outcome.result as { code?: string }).code))).toEqual([
      'INPUT_INVALID',
      'OK',
      'INPUT_INVALID',
      'INPUT_TOO_LONG',
    ]);
    expect(model.asked).toEqual([[english]]);
  });

  it('that are equal are asked once and answered everywhere', async () => {
    const model = scriptedModel();
    const outcomes = await gatewayOver([scriptedBackend('local', [model])]).run(
      'sentiment',
      [english, 'Bad.', english],
      {},
      testCall(),
    );
    expect(outcomes.filter(isAnswered)).toHaveLength(3);
    expect(model.asked.flat()).toEqual([english, 'Bad.']);
  });

  it('that are none have no outcome, and leave no record', async () => {
    const gateway = gatewayOver([scriptedBackend('local', [scriptedModel()])]);
    expect(await gateway.run('classify', [], { multiLabel: false }, testCall())).toEqual([]);
    expect(gateway.telemetry.requests.read({ first: 1, fits: () => true })).toEqual([]);
  });

  it('of another language go to the next model, or are refused with the languages that are read', async () => {
    const local = scriptedModel({ languages: ['en'] });
    const cloud = scriptedModel({ id: 'large', backend: 'cloud' });
    const both = gatewayOver([scriptedBackend('local', [local]), scriptedBackend('cloud', [cloud], false)]);
    const outcomes = await both.run('sentiment', [english, portuguese], {}, testCall());
    expect(outcomes.map(({ result }) => 'model' in result && result.model.backend)).toEqual(['local', 'cloud']);
    expect(outcomes[1]?.detected).toMatchObject({ language: 'pt' });
    const alone = gatewayOver([scriptedBackend('local', [scriptedModel({ languages: ['en'] })])]);
    const [refused] = await alone.run('sentiment', [portuguese], {}, testCall());
    expect(refused?.result).toMatchObject({ code: 'UNSUPPORTED_LANGUAGE', supported: { languages: ['en'] } });
  });

  it('go on in one list, in no language, where every model of the route reads any', async () => {
    const model = scriptedModel();
    const outcomes = await gatewayOver([scriptedBackend('local', [model])]).run(
      'sentiment',
      [english, portuguese],
      {},
      testCall(),
    );
    expect(model.asked).toEqual([[english, portuguese]]);
    expect(outcomes.map(({ detected }) => detected)).toEqual([undefined, undefined]);
  });

  it('are taken to be in the language the caller names', async () => {
    const local = scriptedModel({ languages: ['en'] });
    const [outcome] = await gatewayOver([scriptedBackend('local', [local])]).run(
      'sentiment',
      [portuguese],
      { language: 'en' },
      testCall(),
    );
    expect(outcome && isAnswered(outcome)).toBe(true);
    expect(outcome?.detected).toBeUndefined();
  });
});

describe('labels', () => {
  const classifier: Model<'classify'> = {
    ...scriptedModel(),
    task: 'classify',
    supports: () => true,
    run: () => Promise.reject(new Error('not to be asked')),
  };
  const backend: Backend = { name: 'local', kind: 'scripted', local: true, models: () => [classifier] };
  const many = (count: number) => Array.from({ length: count }, (_, place) => ({ name: `label ${place}` }));

  it.each([
    ['no labels and no classifier', {}, ['labels']],
    ['both', { labels: many(2), classifier: 'emotion' }, ['labels']],
    ['one label', { labels: many(1) }, ['labels']],
    ['151 labels', { labels: many(151) }, ['labels']],
    ['an empty name', { labels: [{ name: 'a' }, { name: ' ' }] }, ['labels', '1', 'name']],
    ['two equal names', { labels: [{ name: 'a' }, { name: 'a' }] }, ['labels', '1', 'name']],
    ['a name of 10,000 characters', { labels: [{ name: 'a' }, { name: 'b'.repeat(10_000) }] }, ['labels', '1', 'name']],
    ['an empty example', { labels: [{ name: 'a' }, { name: 'b', examples: [''] }] }, ['labels', '1', 'examples', '0']],
    ['a threshold of 2', { labels: many(2), threshold: 2 }, ['threshold']],
    ['a threshold that is no number', { labels: many(2), threshold: Number.NaN }, ['threshold']],
    ['a language that is no tag', { labels: many(2), language: '!!' }, ['language']],
  ])('refuse %s', async (_, options, path) => {
    const [outcome] = await gatewayOver([backend]).run(
      'classify',
      ['text'],
      { multiLabel: false, ...options } as ClassifyOptions,
      testCall(),
    );
    expect(outcome?.result).toMatchObject({ code: 'INPUT_INVALID', path });
  });
});

it('refuses a translation into the language it is from', async () => {
  const [outcome] = await gatewayOver([scriptedBackend('local', [])]).run(
    'translate',
    [english],
    { source: 'pt-BR', target: 'pt' },
    testCall(),
  );
  expect(outcome?.result).toMatchObject({ code: 'INPUT_INVALID', path: ['target'] });
});

it('says that there is no route for a task without a model', async () => {
  const [outcome] = await gatewayOver([scriptedBackend('local', [scriptedModel()])]).run(
    'summarize',
    [english],
    { length: 'SHORT', format: 'PARAGRAPH' },
    testCall(),
  );
  expect(outcome?.result).toMatchObject({ code: 'NO_ROUTE' });
});

it('lists models that are ready and models that were refused', async () => {
  const health = {
    healthy: true,
    models: [
      { id: 'scripted', state: 'READY' as const },
      { id: 'broken', state: 'FAILED' as const, detail: 'a byte is wrong' },
    ],
  };
  const gateway = gatewayOver([{ ...scriptedBackend('local', [scriptedModel()]), health: () => health }]);
  expect(gateway.models().map(({ id, health: { state }, models }) => [id, state, models.length])).toEqual([
    ['scripted', 'READY', 1],
    ['broken', 'FAILED', 0],
  ]);
});

it('refuses a route to a model that no backend has', () => {
  const routes = everyTask({ policy: 'fallback' as const, models: ['local/other'], maxAttempts: 3, hedge: false });
  expect(() => gatewayOver([scriptedBackend('local', [scriptedModel()])], { routes })).toThrow('local/other');
});

it('lets a shadow see what was answered, after the answer, and records how far it agrees', async () => {
  const main = scriptedModel();
  const shadow = scriptedModel({
    id: 'candidate',
    backend: 'cloud',
    answer: (text) => (text === english ? 'NEGATIVE' : 'POSITIVE'),
  });
  const telemetry = createTelemetry({ requests: 0, keepTexts: false });
  const routes = everyTask({ policy: 'fallback' as const, models: ['local'], shadow: 'cloud', maxAttempts: 3, hedge: false });
  const settings: TableSettings = {
    routes,
    retry: { retries: 0, firstDelayMs: 1, maxDelayMs: 1 },
    breaker: { failureRateThreshold: 0.5, openDurationMs: 100, maxOpenDurationMs: 100, maxConcurrent: 8, maxQueued: 8 },
    cache: { enabled: false, freshness: everyTask(freshness), scope: 'tenant' },
  };
  const backends = [scriptedBackend('local', [main]), scriptedBackend('cloud', [shadow], false)];
  const room = openCache({ maxBytes: 1_000, flightMs: 1_000 });
  const gateway = createGateway({ backends, settings, room, telemetry });
  const outcomes = await gateway.run('sentiment', [english, 'Good.'], {}, testCall());
  expect(outcomes.map(({ result }) => 'model' in result && result.model.backend)).toEqual(['local', 'local']);
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(telemetry.shadows.read()).toMatchObject([
    { task: 'sentiment', model: 'cloud/candidate', compared: 2, failed: 0, agreement: 0.5 },
  ]);
});

it('names the tasks that have models of which none can answer', () => {
  const states = { one: 'FAILED', other: 'LOADING' };
  const backend: Backend = {
    ...scriptedBackend('local', [scriptedModel({ id: 'one' }), scriptedModel({ id: 'other' })]),
    health: () => ({ healthy: true, models: Object.entries(states).map(([id, state]) => ({ id, state }) as ModelHealth) }),
  };
  const gateway = gatewayOver([backend]);
  expect(gateway.unserved()).toEqual(['sentiment']);
  states.other = 'READY';
  expect(gateway.unserved()).toEqual([]);
});

it('asks no model elsewhere for texts that are to stay, whatever the caller names', async () => {
  const [here, there] = [scriptedModel(), scriptedModel({ id: 'other' })];
  const backends = [scriptedBackend('local', [here]), scriptedBackend('cloud', [there], false)];
  const route = { policy: 'fallback', models: ['local'], localOnly: true, maxAttempts: 3, hedge: false } as const;
  const gateway = gatewayOver(backends, { routes: everyTask(route) });
  for (const wanted of [{}, { backend: 'cloud' }, { model: 'cloud/other' }]) {
    const routing = { strategy: 'FASTEST', fallback: true, ...wanted } as const;
    await gateway.run('sentiment', [english], {}, testCall({ routing }));
  }
  expect([here.asked.length, there.asked.length]).toEqual([1, 0]);
  const both = { ...route, models: ['local', 'cloud'] };
  expect(() => gatewayOver(backends, { routes: everyTask(both) })).toThrow(
    'routes.sentiment.models: cloud means a model of cloud',
  );
});
