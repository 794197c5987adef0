import { afterEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { createOpeninference } from '../../../backends/openinference/index.ts';
import { openinferenceSettings } from '../../../backends/openinference/settings.ts';
import { GatewayError } from '../../../src/errors.ts';
import type { Backend } from '../../../src/model.ts';
import { rawUpstream } from '../../support/raw-upstream.ts';
import { testBackend } from '../contract.ts';
import { type JsonRequest, type JsonUpstream, jsonUpstream } from '../shared/json-upstream.ts';
import { answerOf, callOf, errorOf, modelOf, runOf, runOne } from '../shared/running.ts';

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
  await runOf(backend, 'sentiment')({ texts: ['good', 'bad'], options: {} }, callOf());
  expect(upstream.requests).toHaveLength(1);
  const [request] = upstream.requests;
  expect(request?.path).toBe('/v2/models/sent/versions/3/infer');
  expect(request?.body).toMatchObject({
    inputs: [{ name: 'TEXT', shape: [2, 1], datatype: 'BYTES', data: ['good', 'bad'] }],
    outputs: [{ name: 'logits' }],
  });
});

it('takes no values out of a tensor that is turned around: they would be those of other texts', async () => {
  const turned = (texts: readonly string[]) => [0, 1, 2].flatMap((label) => texts.map((text) => columns(text)[label]));
  await start((texts) => ({ outputs: [{ name: 'logits', shape: [3, texts.length], datatype: 'FP32', data: turned(texts) }] }), {
    sentiment,
  });
  const outcomes = await runOf(backend, 'sentiment')({ texts: ['good', 'bad'], options: {} }, callOf());
  expect(outcomes.map((outcome) => answerOf(outcome).label)).toEqual(['POSITIVE', 'NEGATIVE']);
  expect(upstream.requests.map((request) => inputOf(request).data)).toEqual([['good', 'bad'], ['good'], ['bad']]);
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
  const { scores } = answerOf({ result });
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
  expect(supports({ classifier: 'other', multiLabel: false })).toMatchObject({
    code: 'NOT_FOUND',
    supported: { values: ['topics'] },
  });
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

describe('a list of which some texts cannot be answered', () => {
  const eight = ['good', 'bad', 'so good', 'long', 'very bad', 'good again', 'a bad day', 'a good day'] as const;
  const isTooLong = (text: string) => text.includes('long');
  type Answer = (texts: readonly string[]) => { status?: number; json: unknown } | string;

  /** The codes of the outcomes, the labels of the answers, and how many requests were made. */
  async function run(texts: readonly string[], answer: Answer) {
    upstream = await jsonUpstream((request) => {
      const reply = answer(inputOf(request).data);
      return typeof reply === 'string' ? { json: undefined, text: reply } : reply;
    });
    backend = openinferenceAt(upstream.url, { sentiment });
    const outcomes = await runOf(backend, 'sentiment')({ texts: texts, options: {} }, callOf());
    return { outcomes, gist: outcomes.map(({ result }) => (result instanceof GatewayError ? result.code : result.value.label)) };
  }
  const labels = (texts: readonly string[], code: string) =>
    texts.map((text) => (isTooLong(text) ? code : text.includes('good') ? 'POSITIVE' : 'NEGATIVE'));
  const refuse =
    (status: number, answered = logits): Answer =>
    (texts) =>
      texts.some(isTooLong) ? { status, json: { error: 'inference failed' } } : { json: answered(texts) };

  it.each([
    [400, 'UNSUPPORTED_OPTION'],
    [413, 'INPUT_TOO_LONG'],
    [500, 'UPSTREAM_UNAVAILABLE'],
  ])('answers the others where one of eight is refused with %d, and calls the failure that of the text', async (status, code) => {
    const { outcomes, gist } = await run(eight, refuse(status));
    expect(gist).toEqual(labels(eight, code));
    expect(errorOf(outcomes[3]!).ofText).toBe(true);
    expect(upstream.requests).toHaveLength(7); // the list, and two halves each of 8, of 4 and of 2
  });

  it('answers the others where two are refused, in either half', async () => {
    const texts = eight.map((text, place) => (place === 6 ? 'long too' : text));
    expect((await run(texts, refuse(400))).gist).toEqual(labels(texts, 'UNSUPPORTED_OPTION'));
    expect(upstream.requests.length).toBeLessThanOrEqual(13);
  });

  it('answers the others where the reply has too few rows, or a number that JSON does not know', async () => {
    const dropped = await run(eight, (texts) => ({ json: logits(texts.filter((text) => !isTooLong(text))) }));
    expect(dropped.gist).toEqual(labels(eight, 'UPSTREAM_INVALID'));
    await backend.close?.();
    await upstream.close();
    const notNumbers = await run(eight, (texts) => {
      const json = JSON.stringify(logits(texts));
      return texts.some(isTooLong) ? json.replace('"data":[', '"data":[NaN,') : json;
    });
    expect(notNumbers.gist).toEqual(labels(eight, 'UPSTREAM_INVALID'));
  });

  it('answers the others at once where a row has no numbers', async () => {
    const { outcomes, gist } = await run(eight, (texts) => {
      const { outputs } = logits(texts);
      const data = texts.flatMap((text) => (isTooLong(text) ? [null, null, null] : columns(text)));
      return { json: { outputs: [{ ...outputs[0], data }] } };
    });
    expect(gist).toEqual(labels(eight, 'UPSTREAM_INVALID'));
    expect(errorOf(outcomes[3]!).ofText).toBe(true);
    expect(upstream.requests).toHaveLength(1);
  });

  it.each([
    [400, 5],
    [500, 5],
    [503, 1],
    [429, 1],
    [401, 1],
  ])('costs a server that answers everything with %d only %d requests, and then one a list', async (status, requests) => {
    const { outcomes } = await run(eight, () => ({ status, json: {} }));
    expect(outcomes.map((outcome) => errorOf(outcome).ofText)).toEqual(eight.map(() => undefined));
    expect(upstream.requests).toHaveLength(requests);
    for (let list = 0; list < 5; list++) await runOf(backend, 'sentiment')({ texts: eight, options: {} }, callOf());
    expect(upstream.requests).toHaveLength(requests + 5);
  });

  it('looks again for the text of a list once the server has answered', async () => {
    let isDown = true;
    await run(eight, (texts) => (isDown ? { status: 500, json: {} } : (refuse(500)(texts) as { json: unknown })));
    isDown = false;
    const again = () => runOf(backend, 'sentiment')({ texts: eight, options: {} }, callOf());
    expect((await again()).every(({ result }) => result instanceof GatewayError)).toBe(true);
    await runOne(backend, 'sentiment', {}, { text: 'good' });
    expect((await again()).filter(({ result }) => result instanceof GatewayError)).toHaveLength(1);
  });

  it('asks no more than 4 log2(n) times where every second text is refused', async () => {
    const texts = Array.from({ length: 16 }, (_, place) => (place % 2 === 0 ? `good ${place}` : `long ${place}`));
    await run(texts, refuse(400));
    expect(upstream.requests.length).toBeLessThanOrEqual(1 + 16);
  });
});

it('refuses a text that is longer than the model reads, before it is sent, and asks for the others', async () => {
  await start(logits, { sentiment: { ...sentiment, maxCharacters: 10 } });
  const outcomes = await runOf(backend, 'sentiment')({ texts: ['good', 'x'.repeat(50_000), 'bad'], options: {} }, callOf());
  expect(errorOf(outcomes[1]!)).toMatchObject({
    code: 'INPUT_TOO_LONG',
    path: ['text'],
    message: expect.stringMatching(/50000 .*at most 10\b/),
  });
  expect(outcomes.flatMap((outcome, place) => (place === 1 ? [] : [answerOf(outcome).label]))).toEqual(['POSITIVE', 'NEGATIVE']);
  expect(upstream.requests.map((request) => inputOf(request).data)).toEqual([['good', 'bad']]);
  await runOf(backend, 'sentiment')({ texts: ['x'.repeat(11)], options: {} }, callOf());
  expect(upstream.requests).toHaveLength(1);
});

it('names the setting of a version to a server that knows none, and is not to be asked again', async () => {
  await start(() => ({ detail: 'Model versioning is not supported' }), { sentiment: { ...sentiment, version: '1' } }, 501);
  const error = errorOf(await runOne(backend, 'sentiment', {}));
  expect(error).toMatchObject({
    code: 'MODEL_AUTH_FAILED',
    traits: { retried: false },
    message: expect.stringContaining('`version`'),
  });
  expect(backend.health?.().models).toMatchObject([{ state: 'FAILED', detail: expect.stringContaining('`version`') }]);
});

it('does not choose several labels for a model that names its best alone', async () => {
  await start((texts) => output(texts.map(() => 'sport')), { classifiers: { topics } });
  const error = errorOf(await runOne(backend, 'classify', { classifier: 'topics', multiLabel: true }));
  expect(error.code).toBe('OUTPUT_INVALID');
});
