import { afterEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { createHuggingface } from '../../../backends/huggingface/index.ts';
import { huggingfaceSettings } from '../../../backends/huggingface/settings.ts';
import type { Backend } from '../../../src/model.ts';
import type { Task } from '../../../src/task.ts';
import { type faults, rawUpstream } from '../../support/raw-upstream.ts';
import { testBackend } from '../contract.ts';
import { type JsonRequest, type JsonUpstream, jsonUpstream } from '../shared/json-upstream.ts';
import { allTextOf, answerOf, callOf, errorOf, modelOf, runOne } from '../shared/running.ts';

type Settings = Partial<z.input<typeof huggingfaceSettings>>;
const KEY = 'hf_canary0123456789';

const huggingfaceAt = (url: string, settings: Settings): Backend =>
  createHuggingface('hub', huggingfaceSettings.parse({ baseUrl: url, apiKey: KEY, allowPrivateAddress: true, ...settings }));

const all: Settings = {
  sentiment: { model: 'owner/sentiment', labels: { LABEL_1: 'NEUTRAL' } },
  classify: { model: 'owner/zero-shot' },
  classifiers: { topics: { model: 'owner/topics', labels: ['sport', 'politics'] } },
  translate: [
    { model: 'owner/en-pt', pairs: [{ source: 'en', target: 'pt' }] },
    { model: 'owner/many', pairs: [{ source: 'en', target: 'de', sourceCode: 'eng_Latn', targetCode: 'deu_Latn' }] },
  ],
  summarize: { model: 'owner/summary' },
};

/** Answers as the documented endpoints do. */
function reply({ path, body }: JsonRequest): { status?: number; json: unknown } {
  const text = String(body.inputs);
  const isGood = text.includes('good');
  if (text.includes('forbidden')) return { status: 400, json: { error: `canary ${KEY}` } };
  if (path.endsWith('/sentiment'))
    return {
      json: [
        [
          { label: isGood ? 'positive' : 'Negative', score: 0.9 },
          { label: 'LABEL_1', score: 0.06 },
        ],
      ],
    };
  if (path.endsWith('/zero-shot')) {
    const { candidate_labels: labels } = body.parameters as { candidate_labels: string[] };
    const scores = labels.map((_, place) => (place === (isGood ? 0 : 1) ? 0.8 : 0.1));
    return {
      json: isGood ? { sequence: text, labels, scores } : labels.map((label, place) => ({ label, score: scores[place] })),
    };
  }
  if (path.endsWith('/topics'))
    return {
      json: [
        { label: 'sport', score: 0.7 },
        { label: 'politics', score: 0.3 },
      ],
    };
  if (path.endsWith('/summary')) return { json: [{ summary_text: text.slice(0, 9) }] };
  return { json: isGood ? [{ translation_text: `pt: ${text}` }] : { translation_text: `pt: ${text}` } };
}

describe('huggingface', () => {
  let upstream: JsonUpstream;
  const texts = ['A good day.', 'A bad day.', 'A day so good.'] as const;
  const failing = 'A forbidden day.';
  testBackend(
    async () => {
      upstream = await jsonUpstream(reply);
      return huggingfaceAt(upstream.url, all);
    },
    {
      samples: {
        classify: { options: { labels: [{ name: 'praise' }, { name: 'complaint' }], multiLabel: false }, texts, failing },
        sentiment: { options: {}, texts, failing },
        translate: { options: { target: 'pt', source: 'en' }, texts, failing },
        summarize: { options: { length: 'SHORT', format: 'PARAGRAPH' }, texts, failing },
      },
    },
  );
});

let upstream: JsonUpstream;
let backend: Backend;

async function start(answer: typeof reply = reply, settings: Settings = all) {
  upstream = await jsonUpstream(answer);
  backend = huggingfaceAt(upstream.url, settings);
}

afterEach(async () => {
  await backend?.close?.();
  await upstream?.close();
});

const modelNamed = (id: string) => backend.models().find((model) => model.id === id);

it('asks the endpoint of the model with the key', async () => {
  await start();
  await runOne(backend, 'sentiment', {}, { text: 'good' });
  expect(upstream.requests).toMatchObject([
    { method: 'POST', path: '/owner/sentiment', headers: { authorization: `Bearer ${KEY}` }, body: { inputs: 'good' } },
  ]);
});

it('asks a server of a single model at its path', async () => {
  await start(() => ({ json: [{ score: 0.99, label: 'POSITIVE' }] }), {
    sentiment: { model: 'owner/sentiment', path: '/predict' },
  });
  expect(answerOf(await runOne(backend, 'sentiment', {})).label).toBe('POSITIVE');
  expect(upstream.requests[0]?.path).toBe('/predict');
});

it('gives scores and confidence of the sentiments, by the names of the settings', async () => {
  await start();
  const { result } = await runOne(backend, 'sentiment', {}, { text: 'bad' });
  expect(result).toMatchObject({
    value: {
      label: 'NEGATIVE',
      scores: [
        { label: 'NEGATIVE', score: 0.9 },
        { label: 'NEUTRAL', score: 0.06 },
      ],
    },
    confidence: 0.9,
  });
  expect(result).not.toHaveProperty('usage');
});

it('adds up what a model says of several labels of one sentiment', async () => {
  const stars = [0.2, 0.14, 0.3, 0.2, 0.16].map((score, place) => ({ label: `${place + 1} stars`, score }));
  await start(() => ({ json: [stars] }), {
    sentiment: {
      model: 'owner/stars',
      labels: {
        '1 stars': 'NEGATIVE',
        '2 stars': 'NEGATIVE',
        '3 stars': 'NEUTRAL',
        '4 stars': 'POSITIVE',
        '5 stars': 'POSITIVE',
      },
    },
  });
  expect((await runOne(backend, 'sentiment', {})).result).toMatchObject({
    value: {
      label: 'POSITIVE',
      scores: [
        { label: 'POSITIVE', score: expect.closeTo(0.36, 10) },
        { label: 'NEGATIVE', score: expect.closeTo(0.34, 10) },
        { label: 'NEUTRAL', score: 0.3 },
      ],
    },
    confidence: expect.closeTo(0.36, 10),
  });
});

describe('a server that gives the best label only unless it is told how many', () => {
  const stars = {
    '1 star': 'NEGATIVE',
    '2 stars': 'NEGATIVE',
    '3 stars': 'NEUTRAL',
    '4 stars': 'POSITIVE',
    '5 stars': 'POSITIVE',
  } as const;
  const scores = [0.01, 0, 0.4, 0.3, 0.29].map((score, place) => ({ label: Object.keys(stars)[place]!, score }));
  const best = (list: readonly { label: string; score: number }[], body: JsonRequest['body']) => {
    const { top_k: most = 1 } = (body.parameters ?? {}) as { top_k?: number };
    return { json: [...list].sort((one, other) => other.score - one.score).slice(0, most) };
  };
  const settings = { sentiment: { model: 'owner/stars', labels: stars } };

  it('is told, and the scores of all are added up', async () => {
    await start(({ body }) => best(scores, body), settings);
    expect(await runOne(backend, 'sentiment', {})).toMatchObject({ result: { value: { label: 'POSITIVE' }, confidence: 0.59 } });
  });

  it('is refused where it is not told: the best of five says nothing of sums', async () => {
    await start(() => best(scores, {}), settings);
    expect(errorOf(await runOne(backend, 'sentiment', {})).code).toBe('OUTPUT_INVALID');
  });

  it('is refused where it gives one label twice: the scores of a label are no parts of a sum', async () => {
    const twice = { ...settings.sentiment, labels: { ...stars, '4 stars': 'NEUTRAL' } as const };
    await start(() => ({ json: [...scores, { label: '4 stars', score: 0.3 }] }), { sentiment: twice });
    expect(errorOf(await runOne(backend, 'sentiment', {})).code).toBe('OUTPUT_INVALID');
  });

  it('is believed where no labels mean the same', async () => {
    const labels = { LABEL_0: 'NEGATIVE', LABEL_1: 'NEUTRAL', LABEL_2: 'POSITIVE' } as const;
    await start(() => ({ json: [{ label: 'LABEL_2', score: 0.7 }] }), { sentiment: { model: 'owner/three', labels } });
    expect(answerOf(await runOne(backend, 'sentiment', {})).label).toBe('POSITIVE');
  });

  it('is believed for the one label of a classifier, and refused for several', async () => {
    await start(() => ({ json: [{ label: 'sport', score: 0.9 }] }));
    const topics = (multiLabel: boolean) =>
      modelNamed('owner/topics')!.run({ texts: ['x'], options: { classifier: 'topics', multiLabel } as never }, callOf());
    expect(answerOf((await topics(false))[0]!)).toMatchObject({ label: 'sport' });
    expect(errorOf((await topics(true))[0]!).code).toBe('OUTPUT_INVALID');
  });
});

it.each([
  [{ error: 'Model owner/sentiment is currently loading', estimated_time: 20 }, 'UPSTREAM_UNAVAILABLE', undefined],
  [{ error: { message: 'The text was flagged.', code: 'content_filter' } }, 'CONTENT_REFUSED', true],
  [[{ error: { message: 'Slow down.', status: 'RESOURCE_EXHAUSTED', code: 429 } }], 'UPSTREAM_RATE_LIMITED', undefined],
])('reads the error in a reply of status 200: %j', async (json, code, ofText) => {
  await start(() => ({ json }));
  const { code: found, ofText: isOfText } = errorOf(await runOne(backend, 'sentiment', {}));
  expect([found, isOfText || undefined]).toEqual([code, ofText]);
});

it('refuses a text that is longer than a model reads before it is sent, whatever the task', async () => {
  const bounded = { model: 'owner/small', maxCharacters: 20 };
  await start(reply, {
    sentiment: bounded,
    classify: bounded,
    classifiers: { topics: { ...bounded, labels: ['sport', 'politics'] } },
    translate: [{ ...bounded, pairs: [{ source: 'en', target: 'pt' }] }],
    summarize: bounded,
  });
  for (const { run } of backend.models()) {
    const [outcome] = await run({ texts: ['x'.repeat(21)], options: {} as never }, callOf());
    expect(errorOf<Task>(outcome!)).toMatchObject({ code: 'INPUT_TOO_LONG', path: ['text'] });
  }
  expect(backend.models()).toHaveLength(5);
  expect(upstream.requests).toHaveLength(0);
});

it('sends no half of a UTF-16 pair, which servers fail on', async () => {
  await start();
  await runOne(backend, 'sentiment', {}, { text: 'good \ud83d day' });
  expect(upstream.requests[0]?.body.inputs).toBe('good \ufffd day');
});

it('refuses a classifier of which two labels have the same name', () => {
  const same = { topics: { model: 'owner/topics', labels: ['sport', 'sport'] } };
  expect(huggingfaceSettings.safeParse({ classifiers: same }).error?.issues[0]?.message).toBe('Two labels have the same name.');
});

it.each([
  ['a sentiment nobody named', 'sentiment', {}, [{ label: 'LABEL_7', score: 1 }]],
  [
    'a label that was not asked for',
    'classify',
    { labels: [{ name: 'a' }, { name: 'b' }], multiLabel: false },
    [
      { label: 'c', score: 1 },
      { label: 'a', score: 0 },
    ],
  ],
  [
    'a label twice and another not at all',
    'classify',
    { labels: [{ name: 'a' }, { name: 'b' }], multiLabel: false },
    [
      { label: 'a', score: 0.6 },
      { label: 'a', score: 0.4 },
    ],
  ],
  [
    'fewer labels than asked for',
    'classify',
    { labels: [{ name: 'a' }, { name: 'b' }], multiLabel: false },
    [{ label: 'a', score: 1 }],
  ],
] as const)('refuses %s', async (_, task, options, json) => {
  await start(() => ({ json }));
  expect(errorOf(await runOne(backend, task, options as never)).code).toBe('OUTPUT_INVALID');
});

it.each([[{}], [[]], [[{ label: 'POSITIVE', score: 7 }]], ['POSITIVE'], [{ labels: ['a'], scores: [] }]])(
  'calls %j UPSTREAM_INVALID',
  async (json) => {
    await start(() => ({ json }));
    expect(errorOf(await runOne(backend, 'sentiment', {})).code).toBe('UPSTREAM_INVALID');
  },
);

it.each(['', ' \n'])('takes the text %j for no answer', async (blank) => {
  await start(() => ({ json: [{ translation_text: blank, summary_text: blank }] }));
  const outcomes = [
    await runOne(backend, 'translate', { target: 'pt', source: 'en' }),
    await runOne(backend, 'summarize', { length: 'SHORT', format: 'PARAGRAPH' }),
  ];
  expect(outcomes.map((outcome) => errorOf<Task>(outcome).code)).toEqual(['UPSTREAM_INVALID', 'UPSTREAM_INVALID']);
});

it('names every label from the threshold', async () => {
  await start(({ body }) => ({
    json: (body.parameters as { candidate_labels: string[] }).candidate_labels.map((label, place) => ({
      label,
      score: [0.6, 0.9, 0.2][place],
    })),
  }));
  const labels = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];
  const value = answerOf(await runOne(backend, 'classify', { labels, multiLabel: true }));
  expect([value.label, value.labels]).toEqual(['b', ['b', 'a']]);
  expect(answerOf(await runOne(backend, 'classify', { labels, multiLabel: true, threshold: 0.7 })).labels).toEqual(['b']);
  expect(upstream.requests[0]?.body.parameters).toEqual({ candidate_labels: ['a', 'b', 'c'], multi_label: true });
});

it('knows a classifier with fixed labels by its id', async () => {
  await start();
  const topics = modelNamed('owner/topics');
  expect(topics?.info.labels).toEqual(['sport', 'politics']);
  expect(topics?.task === 'classify' && topics.supports({ classifier: 'topics', multiLabel: false })).toBe(true);
  expect(topics?.task === 'classify' && topics.supports({ classifier: 'x', multiLabel: false })).toMatchObject({
    code: 'NOT_FOUND',
  });
  expect(modelOf(backend, 'classify').supports({ classifier: 'topics', multiLabel: false })).toMatchObject({ code: 'NOT_FOUND' });
});

it('translates the pairs it has, regions aside, and says which those are', async () => {
  await start();
  const { supports } = modelOf(backend, 'translate');
  expect(supports({ target: 'pt-BR', source: 'en-GB' })).toBe(true);
  expect(supports({ target: 'pt' })).toBe(true);
  expect(supports({ target: 'fr', source: 'en' })).toMatchObject({
    code: 'UNSUPPORTED_LANGUAGE',
    supported: { pairs: [{ source: 'en', target: 'pt' }] },
  });
  expect(supports({ target: 'pt', source: 'en', formality: 'FORMAL' })).toMatchObject({ code: 'UNSUPPORTED_OPTION' });
  expect(answerOf(await runOne(backend, 'translate', { target: 'pt-BR' }))).toMatchObject({ source: 'en', target: 'pt-BR' });
});

it('sends a model of several languages its own codes, and others none', async () => {
  await start();
  const many = modelNamed('owner/many');
  if (many?.task !== 'translate') throw new Error('no model');
  await many.run({ texts: ['good'], options: { target: 'de', source: 'en' } }, callOf());
  await runOne(backend, 'translate', { target: 'pt', source: 'en' });
  expect(upstream.requests.map(({ body }) => body.parameters)).toEqual([
    { src_lang: 'eng_Latn', tgt_lang: 'deu_Latn' },
    undefined,
  ]);
});

it('writes paragraphs of three lengths', async () => {
  await start();
  const { supports } = modelOf(backend, 'summarize');
  expect(supports({ length: 'SHORT', format: 'BULLETS' })).toMatchObject({
    code: 'UNSUPPORTED_OPTION',
    supported: { values: ['PARAGRAPH'] },
  });
  for (const length of ['SHORT', 'MEDIUM', 'LONG'] as const) await runOne(backend, 'summarize', { length, format: 'PARAGRAPH' });
  const bounds = upstream.requests.map(({ body }) => (body.parameters as { max_length: number }).max_length);
  expect(bounds).toEqual([...bounds].sort((one, other) => one - other));
  expect(new Set(bounds).size).toBe(3);
});

it.each([
  'nothing is said',
  'the page is HTML',
  'the JSON is cut',
  'the body never ends',
  'it sends elsewhere',
  'the connection is reset',
] satisfies (keyof typeof faults)[])('fails with a code of the provider when %s, and keeps its key to itself', async (fault) => {
  const raw = await rawUpstream(fault);
  const broken = huggingfaceAt(raw.url, { ...all, attemptMs: 1_000 });
  const error = errorOf(await runOne(broken, 'sentiment', {}));
  expect(error.traits.origin).toBe('PROVIDER');
  expect(allTextOf(error)).not.toMatch(/canary|127\.0\.0\.1/);
  expect(raw.requests()).toBeLessThan(2);
  await raw.close();
  await broken.close?.();
});
