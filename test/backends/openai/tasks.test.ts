import { afterEach, describe, expect, it } from 'vitest';
import { RequestAccount } from '../../../src/ledger/account.ts';
import type { Backend } from '../../../src/model.ts';
import { accountFor, answerOf, callOf, errorOf, modelOf, runOne } from '../shared/running.ts';
import { type Mock, startMock } from './mock.ts';
import { openaiAt } from './openai-at.ts';

let mock: Mock;
let backend: Backend;

async function start(reply: Parameters<typeof startMock>[0], settings: Parameters<typeof openaiAt>[1] = {}) {
  mock = await startMock(reply);
  backend = openaiAt(mock.url, settings);
}

afterEach(async () => {
  await backend?.close?.();
  await mock?.close();
});

const labels = [
  { name: 'refund', description: 'wants money back', examples: ['I want my 5 € back'] },
  { name: 'Praise' },
  { name: 'a "quoted" one' },
];
const single = { labels, multiLabel: false };

describe('classify', () => {
  it('sends the labels with description and examples, and gives the chosen one first', async () => {
    await start(() => '{"label":"Praise"}');
    const value = answerOf(await runOne(backend, 'classify', single));
    expect(value).toEqual({
      label: 'Praise',
      labels: ['Praise'],
      scores: [
        { label: 'Praise', score: null },
        { label: 'refund', score: null },
        { label: 'a "quoted" one', score: null },
      ],
    });
    expect(mock.questions()[0]?.settings).toMatchObject({ labels, several: false });
  });

  it('gives every label that was named, the best first', async () => {
    await start(() => '{"label":"Praise","labels":["refund","Praise"]}');
    const value = answerOf(await runOne(backend, 'classify', { ...single, multiLabel: true }));
    expect([value.label, value.labels]).toEqual(['Praise', ['Praise', 'refund']]);
  });

  it('gives no labels where none fits, and the best in any case', async () => {
    await start(() => '{"label":"refund","labels":[]}');
    const value = answerOf(await runOne(backend, 'classify', { ...single, multiLabel: true }));
    expect([value.label, value.labels]).toEqual(['refund', []]);
  });

  it('holds the model to the labels by schema', async () => {
    await start(() => '{"label":"refund","labels":[]}');
    await runOne(backend, 'classify', { ...single, multiLabel: true });
    const names = labels.map(({ name }) => name);
    expect(mock.questions()[0]?.body.response_format).toEqual({
      type: 'json_schema',
      json_schema: {
        name: 'classify',
        strict: true,
        schema: {
          type: 'object',
          properties: {
            label: { type: 'string', enum: names },
            labels: { type: 'array', items: { type: 'string', enum: names } },
          },
          required: ['label', 'labels'],
          additionalProperties: false,
        },
      },
    });
  });

  it('knows the fixed labels of a classifier by its id, and no other classifier', async () => {
    await start(() => '{"label":"bug"}', { classifiers: { tickets: ['bug', { name: 'wish', description: 'a feature' }] } });
    const options = { classifier: 'tickets', multiLabel: false };
    expect(answerOf(await runOne(backend, 'classify', options)).label).toBe('bug');
    expect(mock.questions()[0]?.settings.labels).toEqual([{ name: 'bug' }, { name: 'wish', description: 'a feature' }]);
    const { supports } = modelOf(backend, 'classify');
    expect(supports(options)).toBe(true);
    expect(supports({ classifier: 'spam', multiLabel: false })).toMatchObject({
      code: 'NOT_FOUND',
      supported: { values: ['tickets'] },
    });
    expect(supports({ classifier: 'constructor', multiLabel: false })).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('promises no threshold where it has no scores', async () => {
    await start(() => '');
    const options = { ...single, multiLabel: true, threshold: 0.7 };
    expect(modelOf(backend, 'classify').supports(options)).toMatchObject({ code: 'UNSUPPORTED_OPTION' });
    const scoring = openaiAt(mock.url, { logprobs: true });
    expect(modelOf(scoring, 'classify').supports(options)).toBe(true);
    await scoring.close?.();
  });

  it('forgives case and space around a label, and nothing else', async () => {
    await start((_, time) => (time === 0 ? '{"label":" praise "}' : '{"label":"praises"}'));
    expect(answerOf(await runOne(backend, 'classify', single)).label).toBe('Praise');
    expect(errorOf(await runOne(backend, 'classify', single)).code).toBe('OUTPUT_INVALID');
  });
});

describe('a label', () => {
  const among = (...names: string[]) => ({ labels: names.map((name) => ({ name })), multiLabel: false });

  it('is known in another encoding of its accents, and given as the caller wrote it', async () => {
    await start(() => JSON.stringify({ label: 'r\u00e9clamation' }));
    expect(answerOf(await runOne(backend, 'classify', among('re\u0301clamation', 'autre'))).label).toBe('re\u0301clamation');
  });

  it('is not guessed where two are spelled alike but for case', async () => {
    await start(() => '{"label":"It"}');
    expect(errorOf(await runOne(backend, 'classify', among('IT', 'it'))).code).toBe('OUTPUT_INVALID');
  });

  it('is known by what stands for half of a UTF-16 pair, which services fail on', async () => {
    await start(() => JSON.stringify({ label: '\ufffdx' }));
    expect(answerOf(await runOne(backend, 'classify', among('\ud800x', 'y'))).label).toBe('\ud800x');
    expect(JSON.stringify(mock.questions()[0]?.body.response_format)).not.toContain('ud800');
  });
});

describe('sentiment', () => {
  it.each(['POSITIVE', 'NEUTRAL', 'NEGATIVE'] as const)('reads %s, invents no score and no confidence', async (label) => {
    await start(() => JSON.stringify({ label }));
    const { result } = await runOne(backend, 'sentiment', { language: 'en' });
    expect(result).toMatchObject({ value: { label } });
    expect(result).not.toHaveProperty('confidence');
    expect(answerOf({ result }).scores.map(({ score }) => score)).toEqual([null, null, null]);
    expect(mock.questions()[0]?.settings.language).toBe('en');
  });
});

describe('translate', () => {
  it('gives the translation between the languages that were named', async () => {
    await start(() => '{"translation":"A sopa estava fria."}');
    const value = answerOf(await runOne(backend, 'translate', { target: 'pt-BR', source: 'en', formality: 'INFORMAL' }));
    expect(value).toEqual({ text: 'A sopa estava fria.', source: 'en', target: 'pt-BR' });
    expect(mock.questions()[0]?.settings).toMatchObject({ target: 'pt-BR', source: 'en', formality: 'informal' });
  });

  it('asks for the source language where it is not known', async () => {
    await start(() => '{"translation":"A sopa estava fria.","source":"en"}');
    expect(answerOf(await runOne(backend, 'translate', { target: 'pt' })).source).toBe('en');
  });

  it.each([
    '{"translation":"x"}',
    '{"translation":"x","source":"English language"}',
    '{"translation":"  ","source":"en"}',
    '{"source":"en"}',
  ])('does not take %s for a translation of an unknown language', async (reply) => {
    await start(() => reply);
    expect(errorOf(await runOne(backend, 'translate', { target: 'pt' })).code).toBe('OUTPUT_INVALID');
  });
});

describe('summarize', () => {
  it('gives a paragraph', async () => {
    await start(() => '{"summary":" Cold soup. "}');
    const value = answerOf(await runOne(backend, 'summarize', { length: 'SHORT', format: 'PARAGRAPH' }));
    expect(value).toEqual({ text: 'Cold soup.', method: 'ABSTRACTIVE' });
  });

  it('gives bullets one a line, however the model marks them', async () => {
    await start(() => '{"points":["- The soup\\nwas cold","• The bread was warm","Late"]}');
    const value = answerOf(await runOne(backend, 'summarize', { length: 'LONG', format: 'BULLETS' }));
    expect(value.text).toBe('- The soup was cold\n- The bread was warm\n- Late');
  });

  it('does not take two lines for a headline', async () => {
    await start((_, time) => (time === 0 ? '{"summary":"Soup cold\\nBread warm"}' : '{"summary":"Soup cold, bread warm"}'));
    const value = answerOf(await runOne(backend, 'summarize', { length: 'MEDIUM', format: 'HEADLINE' }));
    expect(value.text).toBe('Soup cold, bread warm');
    expect(mock.questions()).toHaveLength(2);
  });

  it('asks for another extent for each length and format', async () => {
    await start(({ settings }) => (settings.format === 'bullets' ? '{"points":["a"]}' : '{"summary":"a"}'));
    for (const length of ['SHORT', 'MEDIUM', 'LONG'] as const)
      for (const format of ['PARAGRAPH', 'BULLETS', 'HEADLINE'] as const) await runOne(backend, 'summarize', { length, format });
    expect(new Set(mock.questions().map(({ settings }) => settings.extent)).size).toBe(9);
  });
});

describe('settings', () => {
  it('sends another model, limits and headers as the settings say', async () => {
    await start(() => '{"summary":"a"}', {
      models: { summarize: 'big' },
      structured: 'json',
      maxOutputTokens: 100,
      maxOutputTokensField: 'max_tokens',
      temperature: null,
    });
    await runOne(backend, 'summarize', { length: 'SHORT', format: 'PARAGRAPH' });
    const body = mock.questions()[0]?.body;
    expect(body).toMatchObject({ model: 'big', max_tokens: 100, response_format: { type: 'json_object' } });
    expect(body).not.toHaveProperty('temperature');
    expect(body).not.toHaveProperty('max_completion_tokens');
    expect(modelOf(backend, 'summarize').id).toBe('big');
    expect(modelOf(backend, 'translate').id).toBe('m');
  });

  it.each([
    '```json\n{"label":"POSITIVE"}\n```',
    '<think>Is it?\nYes.</think>\n{"label":"POSITIVE"}',
    ' {"label": "positive"}\n',
  ])('reads %j where only the prompt asks for JSON', async (reply) => {
    await start(() => reply, { structured: 'prompt' });
    expect(answerOf(await runOne(backend, 'sentiment', {})).label).toBe('POSITIVE');
    expect(mock.questions()[0]?.body).not.toHaveProperty('response_format');
  });
});

describe('usage', () => {
  const usage = { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 };
  const prices = { m: { inputPerMillion: 1, outputPerMillion: 10 } };

  it('is what the provider counted, with the cost of the configured price', async () => {
    await start(() => ({ content: '{"label":"POSITIVE"}', usage }), { prices });
    expect((await runOne(backend, 'sentiment', {})).result).toMatchObject({
      usage: { inputTokens: 100, outputTokens: 10, estimated: false, costUsd: 0.0002 },
    });
    expect(modelOf(backend, 'sentiment').info.prices).toEqual(prices.m);
  });

  it('has no cost where the price is unknown', async () => {
    await start(() => ({ content: '{"label":"POSITIVE"}', usage }));
    const { result } = await runOne(backend, 'sentiment', {});
    expect(result).toMatchObject({ usage: { inputTokens: 100 } });
    expect(result).not.toHaveProperty('usage.costUsd');
  });

  it('is of the call that answered, while both tries are booked', async () => {
    await start((_, time) => ({ content: time === 0 ? 'Gladly!' : '{"label":"POSITIVE"}', usage }), { prices });
    const account = new RequestAccount();
    expect((await runOne(backend, 'sentiment', {}, { call: callOf({ account }) })).result).toMatchObject({
      usage: { inputTokens: 100, outputTokens: 10, estimated: false, costUsd: 0.0002 },
    });
    expect(account.bill?.asked).toMatchObject({ calls: 2, inputTokens: 200, outputTokens: 20, costUsd: 0.0004 });
  });
});

describe('what failed texts cost', () => {
  const usage = { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 };
  it('is booked for both tries', async () => {
    await start(() => ({ content: 'Gladly!', usage }));
    const account = new RequestAccount();
    await runOne(backend, 'sentiment', {}, { call: callOf({ account }) });
    expect(account.bill?.asked).toMatchObject({ calls: 2, inputTokens: 200, outputTokens: 20, unpricedCalls: 2 });
  });

  it('is told of a reply that was cut by the limit of tokens', async () => {
    await start(() => ({ content: '{"label":"POSI', usage, finishReason: 'length' }));
    const outcome = await runOne(backend, 'sentiment', {});
    expect(errorOf(outcome).code).toBe('UPSTREAM_TRUNCATED');
    expect(outcome.usage).toMatchObject({ inputTokens: 100, outputTokens: 10, estimated: false });
  });

  it('is nothing where the provider refused', async () => {
    await start(() => ({ status: 503, error: { message: 'no' } }) as never);
    expect(await runOne(backend, 'sentiment', {})).not.toHaveProperty('usage');
  });
});

describe('a reply off its form', () => {
  it('is refused at once where no other call is left', async () => {
    await start(() => 'prose');
    const call = callOf({ account: accountFor(1) });
    expect(errorOf(await runOne(backend, 'sentiment', {}, { call })).code).toBe('OUTPUT_INVALID');
    expect(mock.questions()).toHaveLength(1);
  });

  it.each([
    'Sure! The sentiment is positive.',
    '{"sentiment":"POSITIVE"}',
    '{"label":"VERY POSITIVE"}',
    '{"label":["POSITIVE"]}',
    '["POSITIVE"]',
    'null',
    '',
    '{"label":"POSITIVE"} Anything else?',
  ])('is asked for once more and then refused: %j', async (reply) => {
    await start(() => reply);
    expect(errorOf(await runOne(backend, 'sentiment', {})).code).toBe('OUTPUT_INVALID');
    const [first, second, ...others] = mock.questions();
    expect(others).toEqual([]);
    expect(first?.user).not.toContain('could not be used');
    expect(second?.user).toContain('could not be used');
    expect(second?.texts).toEqual(first?.texts);
    expect(second?.boundary).not.toBe(first?.boundary);
  });

  it('is forgiven when the second try is right', async () => {
    await start((_, time) => (time === 0 ? 'Sure!' : '{"label":"NEGATIVE"}'));
    expect(answerOf(await runOne(backend, 'sentiment', {})).label).toBe('NEGATIVE');
  });
});

describe('what the service says', () => {
  const error = (status: number, code?: string) => ({
    status,
    error: { message: 'sk-canary-0123456789 https://secret.example', code },
  });
  it.each([
    [401, 'invalid_api_key', 'MODEL_AUTH_FAILED'],
    [404, 'model_not_found', 'MODEL_AUTH_FAILED'],
    [429, 'rate_limit_exceeded', 'UPSTREAM_RATE_LIMITED'],
    [429, 'insufficient_quota', 'MODEL_AUTH_FAILED'],
    [400, 'context_length_exceeded', 'INPUT_TOO_LONG'],
    [400, 'content_filter', 'CONTENT_REFUSED'],
    [500, undefined, 'UPSTREAM_UNAVAILABLE'],
  ] as const)('is understood by status %i and code %s as %s, after one request', async (status, code, expected) => {
    await start(() => error(status, code) as never);
    const failure = errorOf(await runOne(backend, 'sentiment', {}));
    expect(failure.code).toBe(expected);
    expect(`${failure.message} ${String(failure.cause)}`).not.toMatch(/canary|secret\.example/);
    expect(mock.questions()).toHaveLength(1);
  });

  it('marks a model that refuses the key until it answers again', async () => {
    await start((_, time) => (time === 0 ? (error(401) as never) : '{"label":"POSITIVE"}'));
    await runOne(backend, 'sentiment', {});
    expect(backend.health?.()).toMatchObject({ healthy: false, models: [{ id: 'm', state: 'FAILED' }] });
    await runOne(backend, 'sentiment', {});
    expect(backend.health?.()).toMatchObject({ healthy: true, models: [{ id: 'm', state: 'READY' }] });
  });
});
