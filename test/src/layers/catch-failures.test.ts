import { expect, it } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import { guard } from '../../../src/layers/catch-failures.ts';
import { isAnswered, outcomeOf, type Run } from '../../../src/model.ts';
import { scriptedModel, testCall } from '../../support/models.ts';

const codes = (outcomes: readonly { result: unknown }[]) => outcomes.map(({ result }) => (result as GatewayError).code);

it('turns what a model throws into one error a text', async () => {
  const model = scriptedModel({
    answer: () => {
      throw new Error('secret');
    },
  });
  const outcomes = await guard(model, { local: true })({ texts: ['a', 'b'], options: {} }, testCall());
  expect(codes(outcomes)).toEqual(['MODEL_FAILED', 'MODEL_FAILED']);
  expect(outcomes[0]?.result).not.toMatchObject({ message: expect.stringContaining('secret') });
});

it('says of a remote model that it is unavailable', async () => {
  const model = { ...scriptedModel(), run: () => Promise.reject(new TypeError('fetch failed')) };
  expect(codes(await guard(model, { local: false })({ texts: ['a'], options: {} }, testCall()))).toEqual([
    'UPSTREAM_UNAVAILABLE',
  ]);
});

it('keeps the code of an error that is ours', async () => {
  const model = { ...scriptedModel(), run: () => Promise.reject(new GatewayError('OVERLOADED', 'full')) };
  expect(codes(await guard(model, { local: true })({ texts: ['a'], options: {} }, testCall()))).toEqual(['OVERLOADED']);
});

it('refuses a list of the wrong length', async () => {
  const model = { ...scriptedModel(), run: () => Promise.resolve([]) };
  expect(codes(await guard(model, { local: true })({ texts: ['a', 'b'], options: {} }, testCall()))).toEqual([
    'OUTPUT_INVALID',
    'OUTPUT_INVALID',
  ]);
});

it.each([[new Array(2)], [[outcomeOf(new GatewayError('MODEL_FAILED', 'no')), undefined]]])(
  'refuses a list with a gap: %j',
  async (outcomes) => {
    const model = { ...scriptedModel(), run: () => Promise.resolve(outcomes) };
    expect(codes(await guard(model, { local: true })({ texts: ['a', 'b'], options: {} }, testCall()))).toEqual([
      'OUTPUT_INVALID',
      'OUTPUT_INVALID',
    ]);
  },
);

it('does not wait past the deadline for a model that ignores its signal', async () => {
  const model = { ...scriptedModel(), run: () => new Promise<never>(() => undefined) };
  expect(
    codes(await guard(model, { local: true })({ texts: ['a'], options: {} }, testCall({ deadlineAt: performance.now() + 20 }))),
  ).toEqual(['DEADLINE_EXCEEDED']);
});

it('stops waiting when the caller leaves, and tells the model', async () => {
  const caller = new AbortController();
  let told = false;
  const model = scriptedModel({
    answer: (_, { signal }) =>
      new Promise<never>(() => {
        signal.addEventListener('abort', () => {
          told = true;
        });
      }),
  });
  const outcomes = guard(model, { local: true })({ texts: ['a'], options: {} }, testCall({ signal: caller.signal }));
  await new Promise((resolve) => setImmediate(resolve));
  caller.abort();
  expect(codes(await outcomes)).toEqual(['CLIENT_CLOSED_REQUEST']);
  expect(told).toBe(true);
});

it('asks nothing of the model for an empty list', async () => {
  const model = scriptedModel();
  expect(await guard(model, { local: true })({ texts: [], options: {} }, testCall())).toEqual([]);
  expect(model.asked).toEqual([]);
});

it('passes answers on as they are', async () => {
  const [outcome] = await guard(scriptedModel(), { local: true })({ texts: ['fine'], options: {} }, testCall());
  expect(outcome && isAnswered(outcome) && outcome.result.value.label).toBe('POSITIVE');
});

it('books what a model says it has cost when it is cut off', async () => {
  const usage = { inputTokens: 10, outputTokens: 2, estimated: true };
  const run: Run<'sentiment'> = ({ texts }, { signal }) =>
    new Promise((resolve) =>
      signal.addEventListener('abort', () =>
        resolve(texts.map(() => ({ ...outcomeOf<'sentiment'>(new GatewayError('UPSTREAM_TRUNCATED', 'cut')), usage }))),
      ),
    );
  const caller = new AbortController();
  setTimeout(() => caller.abort(), 10);
  const outcomes = await guard({ ...scriptedModel(), run }, { local: false })(
    { texts: ['a'], options: {} },
    testCall({ signal: caller.signal }),
  );
  expect(codes(outcomes)).toEqual(['CLIENT_CLOSED_REQUEST']);
  expect(outcomes[0]?.usage).toEqual(usage);
});
