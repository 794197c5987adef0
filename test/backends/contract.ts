/**
 * What every backend owes the gateway. Whoever writes a backend runs this with vitest:
 *
 *     testBackend(() => createMine('mine', settings), { samples: { sentiment: { options: {}, texts: ['Good.', 'Bad.'] } } });
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { askAgain } from '../../src/layers/ask-again.ts';
import { split } from '../../src/layers/split.ts';
import { RequestAccount } from '../../src/ledger/account.ts';
import { type Backend, type Call, isAnswered, type Model, type Outcome } from '../../src/model.ts';
import { type Options, type Result, TASKS, type Task } from '../../src/task.ts';

/** Texts that a model of the task answers with different labels or texts, under options that it supports. */
export interface Sample<T extends Task> {
  options: Options<T>;
  texts: readonly [string, string, ...string[]];
  /** A text that makes the backend fail, where one is known. */
  failing?: string;
}

export interface ContractSettings {
  /** At least one; tasks without a sample are not tested. */
  samples: { readonly [T in Task]?: Sample<T> };
  /** Promises the backend cannot keep, each with its reason, by the name of the test. */
  skip?: Readonly<Record<string, string>>;
}

const MODEL_ID = /^[a-zA-Z0-9][a-zA-Z0-9._:/@+-]*$/;

export function contractCall(signal: AbortSignal = new AbortController().signal): Call {
  return {
    signal,
    deadlineAt: performance.now() + 60_000,
    tenant: 'contract',
    requestId: 'contract',
    routing: { strategy: 'AUTO', fallback: true },
    cache: 'BYPASS',
    account: new RequestAccount(),
  };
}

/** What stays the same when a model is asked again with other texts beside: the label, or the text. */
function gistOf<T extends Task>({ result }: Outcome<T>): string {
  if (result instanceof GatewayError) return result.code;
  const value: Result<Task> = result.value;
  return 'label' in value ? value.label : value.text;
}

/** Registers one suite. `create` is called once, and what it made is closed at the end. */
export function testBackend(create: () => Promise<Backend>, { samples, skip = {} }: ContractSettings): void {
  const promise = (name: string, test: (backend: Backend) => Promise<void> | void): void =>
    it(name, async (context) => {
      const reason = skip[name];
      if (reason) context.skip(reason);
      await test(backend);
    });
  let backend: Backend;

  describe('keeps the contract of a backend', () => {
    beforeAll(async () => {
      backend = await create();
    });
    afterAll(() => backend?.close?.());

    promise('says who it is', ({ name, kind, local }) => {
      expect(name).not.toBe('');
      expect(kind).not.toBe('');
      expect(local).toBeTypeOf('boolean');
    });
    promise('names each model once a task, with a version and a size of batch', (made) => {
      const names = made.models().map(({ task, id }) => `${task} ${id}`);
      expect(new Set(names).size).toBe(names.length);
      for (const { id, version, maxBatch } of made.models()) {
        expect(id).toMatch(MODEL_ID);
        expect(version).not.toBe('');
        expect(maxBatch).toBeGreaterThanOrEqual(1);
      }
    });
    promise('knows the health of its models', (made) => {
      const health = made.health?.();
      if (!health) return;
      const ids = health.models.map(({ id }) => id);
      expect(ids).toEqual(expect.arrayContaining(made.models().map(({ id }) => id)));
    });
    promise('embeds texts as vectors of length 1, in order', async ({ embedder }) => {
      if (!embedder) return;
      const texts = ['A cat sleeps.', 'A kitten naps.', 'Taxes are due in April.'];
      const [cat, kitten, tax] = (await embedder.embed(texts, contractCall())).map(({ vector }) => vector);
      const dot = (one: Float32Array, other: Float32Array): number =>
        one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0);
      if (!cat || !kitten || !tax) throw new Error('embed gave fewer vectors than texts');
      expect(dot(cat, cat)).toBeCloseTo(1, 3);
      expect(dot(cat, kitten)).toBeGreaterThan(dot(cat, tax));
    });
    for (const task of TASKS) testTask(task, promise, samples[task]);
    promise('closes, and answers nothing more', async (made) => {
      await made.close?.();
      for (const task of TASKS) {
        const sample = samples[task];
        if (!sample || !made.close) continue;
        for (const outcome of await runFirst(made, task, sample, sample.texts)) expect(isAnswered(outcome)).toBe(false);
      }
    });
  });
}

function modelsFor<T extends Task>(backend: Backend, task: T, { options }: Sample<T>): readonly Model<T>[] {
  const models = backend.models().filter((model) => model.task === task) as unknown as readonly Model<T>[];
  const supporting = models.filter((model) => model.supports(options) === true);
  expect(supporting, `models that support the sample of ${task}`).not.toEqual([]);
  return supporting.map(asAsked);
}

/** The gateway cuts lists to what a model takes at once, and asks again where a model says how. */
function asAsked<T extends Task>(model: Model<T>): Model<T> {
  return {
    ...model,
    run: split(
      askAgain(model.run, (run) => run),
      model.maxBatch,
    ),
  };
}

async function runFirst<T extends Task>(
  backend: Backend,
  task: T,
  sample: Sample<T>,
  texts: readonly string[],
  call = contractCall(),
) {
  const [model] = modelsFor(backend, task, sample);
  if (!model) throw new Error(`no model of ${task}`);
  return model.run({ texts: texts, options: sample.options }, call);
}

function testTask<T extends Task>(
  task: T,
  promise: (name: string, test: (backend: Backend) => Promise<void>) => void,
  sample: Sample<T> | undefined,
): void {
  if (!sample) return;
  const { texts, options, failing } = sample;

  promise(`${task}: gives one outcome a text, in order, with the model that answered`, async (backend) => {
    for (const model of modelsFor(backend, task, sample)) {
      const outcomes = await model.run({ texts: texts, options: options }, contractCall());
      expect(outcomes).toHaveLength(texts.length);
      for (const outcome of outcomes)
        expect(outcome.result).toMatchObject({ model: { id: model.id, version: model.version, backend: backend.name } });
      const backwards = await model.run({ texts: [...texts].reverse(), options: options }, contractCall());
      expect([...backwards].reverse().map(gistOf)).toEqual(outcomes.map(gistOf));
    }
  });
  promise(`${task}: lists the languages it reads where it reads not all`, async (backend) => {
    for (const model of modelsFor(backend, task, sample)) {
      if (task === 'translate' || model.info.languages.length > 0) continue;
      expect(model.supports({ ...options, language: 'tlh' })).toBe(true);
    }
  });
  promise(`${task}: gives nothing for an empty list`, async (backend) => {
    for (const model of modelsFor(backend, task, sample))
      expect(await model.run({ texts: [], options: options }, contractCall())).toEqual([]);
  });
  promise(`${task}: takes maxBatch texts at once`, async (backend) => {
    for (const model of modelsFor(backend, task, sample)) {
      const many = Array.from({ length: Math.min(model.maxBatch, 1_000) }, (_, place) => texts[place % texts.length] ?? texts[0]);
      const outcomes = await model.run({ texts: many, options: options }, contractCall());
      expect(outcomes.filter(isAnswered)).toHaveLength(many.length);
    }
  });
  promise(`${task}: gives every text of an aborted call an error`, async (backend) => {
    const outcomes = await runFirst(backend, task, sample, texts, contractCall(AbortSignal.abort()));
    expect(outcomes.map(isAnswered)).toEqual(texts.map(() => false));
  });
  promise(`${task}: ends when the caller leaves in the middle`, async (backend) => {
    const caller = new AbortController();
    const running = runFirst(backend, task, sample, texts, contractCall(caller.signal));
    setImmediate(() => caller.abort());
    expect(await running).toHaveLength(texts.length);
  });
  if (failing === undefined) return;
  promise(`${task}: puts a failure in the place of its text, and answers the others`, async (backend) => {
    const outcomes = await runFirst(backend, task, sample, [texts[0], failing, texts[1]]);
    expect(outcomes.map(isAnswered)).toEqual([true, false, true]);
    expect(outcomes[1]?.result).toBeInstanceOf(GatewayError);
  });
}
