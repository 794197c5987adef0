import { afterEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { createOpeninference } from '../../../backends/openinference/index.ts';
import { openinferenceSettings } from '../../../backends/openinference/settings.ts';
import type { Backend } from '../../../src/model.ts';
import { rawUpstream } from '../../support/raw-upstream.ts';
import { testBackend } from '../contract.ts';
import { type JsonRequest, type JsonUpstream, jsonUpstream } from '../shared/json-upstream.ts';
import { answerOf, callOf, errorOf, modelOf, runOne } from '../shared/running.ts';

const openinferenceAt = (url: string, settings: Partial<z.input<typeof openinferenceSettings>>): Backend =>
  createOpeninference('server', openinferenceSettings.parse({ baseUrl: url, allowPrivateAddress: true, ...settings }));

type Input = { name: string; shape: number[]; datatype: string; data: string[] };
const inputOf = ({ body }: JsonRequest): Input => (body.inputs as Input[])[0]!;
const columns = (text: string) => (text.includes('good') ? [0.1, 0.2, 3] : [3, 0.2, 0.1]);

/** A reply as MLServer 1.7.1 gave it. */
const logits = (texts: readonly string[]) => ({
  model_name: 'sent',
  id: '6f6f0572-22b2-4355-9b08-de45da10851b',
  parameters: {},
  outputs: [
    {
      name: 'logits',
      shape: [texts.length, 3],
      datatype: 'FP32',
      parameters: { content_type: 'np' },
      data: texts.flatMap(columns),
    },
  ],
});
const output = (data: unknown[]) => ({ outputs: [{ name: 'output', shape: [data.length], datatype: 'BYTES', data }] });

const sentiment = { model: 'sent' };
const topics = { model: 'topics', output: 'output', labels: ['sport', 'politics'] };

describe('openinference', () => {
  let upstream: JsonUpstream;
  testBackend(
    async () => {
      upstream = await jsonUpstream((request) => {
        const { data } = inputOf(request);
        return {
          json: request.path.includes('sent')
            ? logits(data)
            : output(data.map((text) => (text.includes('goal') ? 'sport' : 'politics'))),
        };
      });
      return openinferenceAt(upstream.url, { sentiment, classifiers: { topics } });
    },
    {
      samples: {
        sentiment: { options: {}, texts: ['good', 'bad', 'so good'] },
        classify: { options: { classifier: 'topics', multiLabel: false }, texts: ['a goal', 'a vote'] },
      },
    },
  );
});

let upstream: JsonUpstream;
let backend: Backend;

async function start(
  json: (texts: readonly string[]) => unknown,
  settings: Partial<z.input<typeof openinferenceSettings>>,
  status = 200,
) {
  upstream = await jsonUpstream((request) => ({ status, json: json(inputOf(request).data) }));
  backend = openinferenceAt(upstream.url, settings);
}

afterEach(async () => {
  await backend?.close?.();
  await upstream?.close();
});

it('sends all texts of a list as one tensor of bytes, to the version that is set', async () => {
  await start(logits, { sentiment: { ...sentiment, version: '3', input: 'TEXT', inputIsColumn: true } });
  await modelOf(backend, 'sentiment').run(['good', 'bad'], {}, callOf());
  expect(upstream.requests).toHaveLength(1);
  const [request] = upstream.requests;
  expect(request?.path).toBe('/v2/models/sent/versions/3/infer');
  expect(request?.body).toMatchObject({
    inputs: [{ name: 'TEXT', shape: [2, 1], datatype: 'BYTES', data: ['good', 'bad'] }],
    outputs: [{ name: 'logits' }],
  });
});

it('sends no half of a UTF-16 pair, which servers fail on', async () => {
  await start(logits, { sentiment });
  await runOne(backend, 'sentiment', {}, { text: 'good \ud83d day' });
  expect(upstream.requests[0]?.body).toMatchObject({ inputs: [{ data: ['good \ufffd day'] }] });
});

it('makes probabilities of logits, with the confidence of the best', async () => {
  await start(logits, { sentiment });
  const { result } = await runOne(backend, 'sentiment', {}, { text: 'good' });
  expect(result).toMatchObject({ value: { label: 'POSITIVE' }, confidence: expect.closeTo(0.8962, 4) });
  const { scores } = answerOf({ result, attempts: [], cache: { status: 'BYPASS' } });
  expect(scores.reduce((sum, { score }) => sum + (score ?? 0), 0)).toBeCloseTo(1, 6);
  expect(result).not.toHaveProperty('usage');
});

it('takes probabilities as they are, and every label from the threshold', async () => {
  const topics3 = { model: 'topics', values: 'probabilities' as const, labels: ['a', 'b', 'c'] };
  await start(() => ({ outputs: [{ name: 'logits', data: [[0.6, 0.1, 0.7]] }] }), { classifiers: { topics: topics3 } });
  const value = answerOf(await runOne(backend, 'classify', { classifier: 'topics', multiLabel: true }));
  expect([value.label, value.labels]).toEqual(['c', ['c', 'a']]);
});

it('reads labels as text, with a score where there is one', async () => {
  await start((texts) => output(texts.map((text) => (text === 'bare' ? 'politics' : '{"label":"sport","score":0.9}'))), {
    classifiers: { topics },
  });
  const options = { classifier: 'topics', multiLabel: false };
  const bare = await runOne(backend, 'classify', options, { text: 'bare' });
  expect(answerOf(bare)).toEqual({
    label: 'politics',
    labels: ['politics'],
    scores: [
      { label: 'politics', score: null },
      { label: 'sport', score: null },
    ],
  });
  expect(bare.result).not.toHaveProperty('confidence');
  expect((await runOne(backend, 'classify', options)).result).toMatchObject({ value: { label: 'sport' }, confidence: 0.9 });
});

it.each([
  ['another tensor', { outputs: [{ name: 'other', data: [1, 2, 3] }] }],
  ['too few numbers', { outputs: [{ name: 'logits', data: [1, 2] }] }],
  ['too many rows', { outputs: [{ name: 'logits', data: [1, 2, 3, 4, 5, 6] }] }],
  ['a hole', { outputs: [{ name: 'logits', data: [1, null, 3] }] }],
  ['an unknown label', { outputs: [{ name: 'logits', data: ['GLAD'] }] }],
  ['no outputs', {}],
  ['nothing', null],
])('calls %s UPSTREAM_INVALID', async (_, json) => {
  await start(() => json, { sentiment });
  expect(errorOf(await runOne(backend, 'sentiment', {})).code).toBe('UPSTREAM_INVALID');
});

it('knows its classifiers by their ids, and no labels of the caller', async () => {
  await start(() => ({}), { classifiers: { topics } });
  const { supports, info } = modelOf(backend, 'classify');
  expect(info.labels).toEqual(['sport', 'politics']);
  expect(supports({ classifier: 'topics', multiLabel: false })).toBe(true);
  expect(supports({ classifier: 'other', multiLabel: false })).toMatchObject({ code: 'NOT_FOUND', supported: ['topics'] });
  expect(supports({ labels: [{ name: 'a' }, { name: 'b' }], multiLabel: false })).toMatchObject({ code: 'UNSUPPORTED_OPTION' });
});

it('says MODEL_AUTH_FAILED where the server has no such model', async () => {
  await start(() => ({ error: 'Model nope not found' }), { sentiment: { model: 'nope' } }, 404);
  expect(errorOf(await runOne(backend, 'sentiment', {})).code).toBe('MODEL_AUTH_FAILED');
});

it('ends a silent server at its limit, and at the deadline of the call', async () => {
  const silent = await rawUpstream('nothing is said');
  const waiting = openinferenceAt(silent.url, { sentiment, attemptMs: 1_000 });
  expect(errorOf(await runOne(waiting, 'sentiment', {})).code).toBe('UPSTREAM_TIMEOUT');
  const call = callOf({ timeoutMs: 100 });
  expect(errorOf(await runOne(waiting, 'sentiment', {}, { call })).code).toBe('DEADLINE_EXCEEDED');
  await silent.close();
  await waiting.close?.();
});
