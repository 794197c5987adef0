/** Whatever a caller does to what it handed in, before, during and after a call: answers belong to what was asked. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openCache } from '../../src/cache/open-cache.ts';
import { GatewayError } from '../../src/errors.ts';
import { createGateway, type Gateway } from '../../src/gateway.ts';
import { type Batch, type Model, outcomeOf } from '../../src/model.ts';
import { type ClassifyOptions, type Options, TASKS, type Task, type TranslateOptions } from '../../src/task.ts';
import { createTelemetry } from '../../src/telemetry/telemetry.ts';

const everyTask = <Value>(value: Value) => Object.fromEntries(TASKS.map((task) => [task, value])) as Record<Task, Value>;
const info = { languages: [], pairs: [], labels: [], quality: [] };
const ref = { id: 'm', version: '1', backend: 'b' };

/** A gateway that translates into a note of the target, and classifies into the first label; it takes a turn of the event loop for it. */
function open() {
  const batches: Batch<Task>[] = [];
  const translate: Model<'translate'> = {
    id: 'm',
    version: '1',
    task: 'translate',
    info,
    maxBatch: 10,
    supports: () => true,
    async run(batch) {
      batches.push(batch as Batch<Task>);
      await new Promise(setImmediate);
      const { target } = batch.options;
      return batch.texts.map((text) => outcomeOf({ value: { text: `${text} in ${target}`, source: 'und', target }, model: ref }));
    },
  };
  const classify: Model<'classify'> = {
    id: 'm',
    version: '1',
    task: 'classify',
    info,
    maxBatch: 10,
    supports: () => true,
    async run(batch) {
      batches.push(batch as Batch<Task>);
      await new Promise(setImmediate);
      const label = batch.options.labels?.map(({ name, examples = [] }) => [name, ...examples].join('+')).join(' ') ?? '';
      return batch.texts.map(() => outcomeOf({ value: { label, labels: [label], scores: [] }, model: ref }));
    },
  };
  const route = { policy: 'fallback', models: ['b'], maxAttempts: 3, hedge: false } as const;
  const gateway = createGateway({
    backends: [{ name: 'b', kind: 'scripted', local: true, models: () => [translate, classify] }],
    settings: {
      routes: everyTask(route),
      retry: { retries: 0, firstDelayMs: 1, maxDelayMs: 1 },
      breaker: { failureRateThreshold: 0.5, openDurationMs: 100, maxOpenDurationMs: 100, maxConcurrent: 8, maxQueued: 8 },
      cache: {
        enabled: true,
        freshness: everyTask({ ttlMs: 60_000, staleWhileRevalidateMs: 0, staleIfErrorMs: 0 }),
        scope: 'tenant',
      },
    },
    room: openCache({ maxBytes: 1_000_000, flightMs: 5_000 }),
    telemetry: createTelemetry({ requests: 10, keepTexts: false }),
  });
  return { gateway, batches };
}

const ask = <T extends Task>(gateway: Gateway, task: T, options: unknown, tenant = 'a', texts: readonly string[] = ['soup']) =>
  gateway.run(task, texts, options as Options<T>, {
    signal: new AbortController().signal,
    deadlineAt: performance.now() + 5_000,
    tenant,
    requestId: 'r',
    routing: { strategy: 'AUTO', fallback: true },
    cache: 'USE',
  });
const codeOf = ({ result }: { result: unknown }) => (result instanceof GatewayError ? result.code : 'answered');

/** The same options in other clothes. */
const CLOTHES: readonly (<Value extends object>(value: Value) => Value)[] = [
  (value) => value,
  (value) => Object.freeze({ ...value }),
  (value) => new Proxy({ ...value }, {}),
  (value) => Object.assign(Object.create({ inherited: 'nothing' }), value),
  (value) => Object.assign(new (class Own {})(), value) as never,
  (value) => Object.create(value),
  (value) => Object.defineProperties({}, Object.getOwnPropertyDescriptors(value)) as never,
  (value) => ({ ...value, [Symbol('own')]: 'nothing', self: value }),
  (value) =>
    Object.fromEntries(Object.keys(value).map((key) => [key, undefined])) &&
    (Object.defineProperties(
      {},
      Object.fromEntries(Object.entries(value).map(([key, item]) => [key, { get: () => item, enumerable: true }])),
    ) as never),
];
const clothes = fc.constantFrom(...CLOTHES);
const target = fc.constantFrom('pt', 'de', 'fr', 'es');
const name = fc.constantFrom<string>('sport', 'politics', 'weather', 'food');
const labels = fc.uniqueArray(fc.record({ name, examples: fc.option(fc.array(name, { maxLength: 2 }), { nil: undefined }) }), {
  minLength: 2,
  maxLength: 4,
  selector: (label) => label.name,
});
const tenant = fc.constantFrom('a', 'b');

it('answers in the language that was asked for, whatever becomes of the object', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(target, target, clothes, tenant), { minLength: 1, maxLength: 6 }), async (wishes) => {
      const { gateway } = open();
      const one: TranslateOptions = { target: 'en', source: 'it' };
      for (const [first, second, dress, who] of wishes) {
        one.target = first;
        const asked = ask(gateway, 'translate', dress === CLOTHES[0] ? one : dress({ ...one }), who);
        one.target = second; // at once
        await Promise.resolve();
        one.target = 'ja'; // while it is on its way
        const [outcome] = await asked;
        expect(outcome?.result).toMatchObject({ value: { text: `soup in ${first}`, target: first } });
      }
    }),
    { numRuns: 60 },
  );
});

it('classifies by the labels that were asked for, however deep they are changed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(labels, clothes, tenant), { minLength: 1, maxLength: 5 }), async (wishes) => {
      const { gateway } = open();
      for (const [given, dress, who] of wishes) {
        const expected = given.map((label) => [label.name, ...(label.examples ?? [])].join('+')).join(' ');
        const options: ClassifyOptions = { labels: given, multiLabel: false };
        const asked = ask(gateway, 'classify', dress(options), who);
        for (const label of given) {
          Object.assign(label, { name: 'changed' });
          label.examples?.push('food');
        }
        given.length = 1;
        const [outcome] = await asked;
        expect(outcome?.result).toMatchObject({ value: { label: expected } });
      }
    }),
    { numRuns: 60 },
  );
});

it('reads each member once', async () => {
  const { gateway } = open();
  const reads: string[] = [];
  const given = { target: 'pt', source: 'en' };
  const counting = new Proxy(given, {
    get(object, member, receiver) {
      reads.push(String(member));
      return Reflect.get(object, member, receiver);
    },
  });
  await ask(gateway, 'translate', counting);
  expect(reads.sort()).toEqual(['formality', 'source', 'target']);
});

it('asks models with what nobody can change', async () => {
  const { gateway, batches } = open();
  await ask(gateway, 'classify', { labels: [{ name: 'a', examples: ['x'] }, { name: 'b' }], multiLabel: false });
  const options = batches[0]?.options as ClassifyOptions;
  const own = options.labels ?? [];
  expect([options, own, own[0], own[0]?.examples].every(Object.isFrozen)).toBe(true);
});

const throwing = Object.defineProperty({}, 'target', {
  get() {
    throw new TypeError('not for you');
  },
});
const cyclic: { labels: unknown[]; multiLabel: boolean } = { labels: [], multiLabel: false };
cyclic.labels.push(cyclic.labels, cyclic);
const revoked = Proxy.revocable({}, {});
revoked.revoke();

describe('what cannot be read is INPUT_INVALID in every place', () => {
  it.each<[string, Task, unknown, readonly string[]]>([
    ['a getter that throws', 'translate', throwing, []],
    ['a proxy that was revoked', 'translate', revoked.proxy, []],
    ['a circle in place of labels', 'classify', cyclic, ['labels', '0', 'name']],
    ['a symbol', 'translate', { target: Symbol('pt') }, ['target']],
    ['a function', 'translate', () => 'pt', []],
    ['null', 'translate', null, []],
    ['a list that is none', 'classify', { labels: { 0: 'a', length: 2 }, multiLabel: false }, ['labels']],
    ['a label that is a text', 'classify', { labels: ['a', 'b'], multiLabel: false }, ['labels', '0']],
    [
      'an example that is a number',
      'classify',
      { labels: [{ name: 'a', examples: [1] }, { name: 'b' }] },
      ['labels', '0', 'examples', '0'],
    ],
    ['a threshold that is a text', 'classify', { classifier: 'c', threshold: '0.5' }, ['threshold']],
    ['a length that there is not', 'summarize', { length: 'HUGE', format: 'PARAGRAPH' }, ['length']],
    ['no target', 'translate', {}, ['target']],
  ])('%s', async (_, task, options, path) => {
    const { gateway } = open();
    const outcomes = await ask(gateway, task, options, 'a', ['one', 'two']);
    expect(outcomes.map(codeOf)).toEqual(['INPUT_INVALID', 'INPUT_INVALID']);
    expect(outcomes[0]?.result).toMatchObject({ path });
  });

  it('and so is a text that is none, in its place', async () => {
    const { gateway } = open();
    const outcomes = await ask(gateway, 'translate', { target: 'pt' }, 'a', ['one', 2 as never, null as never]);
    expect(outcomes.map(codeOf)).toEqual(['answered', 'INPUT_INVALID', 'INPUT_INVALID']);
  });
});
