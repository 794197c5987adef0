import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ERRORS, type ErrorCode } from '../../src/errors.ts';
import { startTestServer, type TestServer } from '../src/server/graphql-client.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(() => {
  server.gateway.asked.length = 0;
});

const META = `meta { requestId degraded latencyMs model { id version state } backend { id kind healthy } cache { status ageSeconds }
  usage { inputTokens costUsd estimated } attempts { backend model outcome code latencyMs } }`;

describe('a task', () => {
  it('answers with the value and how it came about', async () => {
    const { data, errors } = await server.query(
      `{ sentiment(input: { text: "good" }) { __typename ... on Sentiment { label confidence scores { label score } ${META} } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data?.sentiment).toMatchObject({
      __typename: 'Sentiment',
      label: 'POSITIVE',
      confidence: null,
      scores: [
        { label: 'POSITIVE', score: 0.8 },
        { label: 'NEUTRAL', score: null },
      ],
      meta: {
        degraded: false,
        model: { id: 'rules/echo', version: '1', state: 'READY' },
        backend: { id: 'rules', kind: 'echo', healthy: true },
        cache: { status: 'MISS', ageSeconds: null },
        usage: { inputTokens: 4, costUsd: null, estimated: false },
        attempts: [{ backend: 'rules', model: 'rules/echo', outcome: 'OK', code: null, latencyMs: 1 }],
      },
    });
  });

  it('hands the options over with their defaults, and leaves out what was null', async () => {
    await server.query('{ summarize(input: { text: "t", language: null }) { __typename } }');
    await server.query('{ translate(input: { text: "t", target: "PT-br" }) { __typename } }');
    expect(server.gateway.asked.map(({ options }) => options)).toEqual([
      { length: 'MEDIUM', format: 'PARAGRAPH', language: undefined },
      { target: 'pt-BR', source: undefined, formality: undefined },
    ]);
  });

  it('leaves a language tag that is not well formed to the gateway, which answers with typed data', async () => {
    await server.query('{ translate(input: { text: "t", target: "no tag!" }) { __typename } }');
    expect(server.gateway.asked[0]?.options).toMatchObject({ target: 'no tag!' });
  });

  it('says what language was detected', async () => {
    const { data } = await server.query(
      '{ translate(input: { text: "t", target: "pt" }) { ... on Translation { text detected { language confidence } } } }',
    );
    expect(data?.translate).toEqual({ text: 'pt: t', detected: { language: 'en', confidence: 0.9 } });
  });

  it('carries labels with all that sharpens them', async () => {
    const labels = [
      { name: 'a', description: 'first', examples: ['x', 'y'] },
      { name: 'b', description: null },
    ];
    const query =
      'query ($labels: [LabelInput!]) { classify(input: { text: "t", labels: $labels }) { ... on Classification { label labels scores { label score } } } }';
    const { data } = await server.query(query, { labels });
    expect(data?.classify).toEqual({
      label: 'a',
      labels: ['a'],
      scores: [
        { label: 'a', score: 0.9 },
        { label: 'b', score: null },
      ],
    });
    expect(server.gateway.asked[0]?.options).toMatchObject({ labels: [labels[0], { name: 'b' }] });
  });

  it.each((Object.keys(ERRORS) as ErrorCode[]).filter((code) => ERRORS[code].surface !== 'top-level'))(
    'answers %s as typed data',
    async (code) => {
      const { data, errors } = await server.query(
        `{ sentiment(input: { text: "fail:${code}" }) { __typename
        ... on Error { code message origin retryable retryAfterMs docs attempts { model outcome code } }
        ... on InvalidInputError { path } ... on UnsupportedError { supported { languages pairs { source target } values } } } }`,
      );
      expect(errors).toBeUndefined();
      const { origin, retryable, surface } = ERRORS[code];
      expect(data?.sentiment).toMatchObject({
        __typename: surface,
        code,
        message: 'It failed.',
        origin,
        retryable,
        retryAfterMs: 1500,
        docs: `https://github.com/lingraph/lingraph/blob/main/docs/errors.md#${code.toLowerCase()}`,
        attempts: [{ model: 'rules/echo', outcome: 'ERROR', code }],
        ...(surface === 'InvalidInputError' && { path: ['text'] }),
        ...(surface === 'UnsupportedError' && { supported: { languages: ['en'], pairs: [], values: [] } }),
      });
    },
  );

  it('answers a code that is not typed data at the top level, with its own code', async () => {
    const { data, errors } = await server.query('{ sentiment(input: { text: "fail:FORBIDDEN" }) { __typename } }');
    expect(data).toEqual({ sentiment: null });
    expect(errors).toMatchObject([
      { message: 'It failed.', path: ['sentiment'], extensions: { code: 'FORBIDDEN', retryable: false, retryAfterMs: 1500 } },
    ]);
  });
});

describe('a batch', () => {
  const query = `query ($items: [TextInput!]!) { sentimentBatch(input: { items: $items }) {
    items { index key result { __typename ... on Sentiment { label } ... on InvalidInputError { code path } } }
    summary { succeeded failed cacheHits usage { inputTokens outputTokens costUsd estimated } } } }`;

  it('keeps the order, gives the keys back and fails only the item that failed', async () => {
    const { data } = await server.query(query, {
      items: [{ text: 'good', key: 'x' }, { text: 'fail:INPUT_TOO_LONG', key: '2' }, { text: 'bad' }],
    });
    expect(data?.sentimentBatch).toEqual({
      items: [
        { index: 0, key: 'x', result: { __typename: 'Sentiment', label: 'POSITIVE' } },
        { index: 1, key: '2', result: { __typename: 'InvalidInputError', code: 'INPUT_TOO_LONG', path: ['items', '1', 'text'] } },
        { index: 2, key: null, result: { __typename: 'Sentiment', label: 'NEGATIVE' } },
      ],
      summary: {
        succeeded: 2,
        failed: 1,
        cacheHits: 0,
        usage: { inputTokens: 7, outputTokens: 2, costUsd: 0, estimated: false },
      },
    });
  });

  it('of 101 items is refused with its bound, before any work', async () => {
    const { data, errors } = await server.query(query, { items: Array.from({ length: 101 }, () => ({ text: 'x' })) });
    expect(data).toEqual({ sentimentBatch: null });
    expect(errors).toMatchObject([
      { message: '`items` may have at most 100 items; it has 101.', extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    expect(server.gateway.asked).toHaveLength(0);
  });

  it.each([
    ['classifyBatch', 'labels: [{ name: "a" }, { name: "b" }]'],
    ['sentimentBatch', ''],
    ['translateBatch', 'target: "pt"'],
    ['summarizeBatch', ''],
  ])('of no items is an empty batch: %s', async (field, options) => {
    const { data, errors } = await server.query(
      `{ ${field}(input: { items: [], ${options} }) { items { index } summary { succeeded failed cacheHits usage { costUsd } } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data?.[field]).toEqual({ items: [], summary: { succeeded: 0, failed: 0, cacheHits: 0, usage: { costUsd: 0 } } });
  });

  it('of 100 items is one call', async () => {
    const { data } = await server.query(query, { items: Array.from({ length: 100 }, (_, place) => ({ text: `good ${place}` })) });
    expect(data?.sentimentBatch?.summary).toMatchObject({ succeeded: 100, failed: 0 });
    expect(server.gateway.asked).toHaveLength(1);
  });
});

describe('gathering', () => {
  it('asks once for aliases and batches with equal options', async () => {
    const aliases = Array.from(
      { length: 20 },
      (_, place) => `a${place}: sentiment(input: { text: "good ${place}" }) { ... on Sentiment { label } }`,
    );
    const { data, errors } = await server.query(
      `{ ${aliases.join(' ')} b: sentimentBatch(input: { items: [{ text: "bad" }, { text: "good" }] }) { items { result { ... on Sentiment { label } } } } }`,
    );
    expect(errors).toBeUndefined();
    expect(server.gateway.asked.map(({ texts }) => texts.length)).toEqual([22]);
    expect(data?.b?.items).toEqual([{ result: { label: 'NEGATIVE' } }, { result: { label: 'POSITIVE' } }]);
  });

  it.each([
    ['languages', 'language: "en"', 'language: "pt"'],
    ['cache modes', 'routing: { cache: USE }', 'routing: { cache: BYPASS }'],
    ['models', 'routing: { model: "a/b" }', 'routing: { model: "a/c" }'],
    ['timeouts', 'routing: { timeoutMs: 100 }', 'routing: { timeoutMs: 200 }'],
  ])('asks apart for different %s', async (_, one, other) => {
    await server.query(
      `{ a: sentiment(input: { text: "x", ${one} }) { __typename } b: sentiment(input: { text: "x", ${other} }) { __typename } }`,
    );
    expect(server.gateway.asked).toHaveLength(2);
  });

  it('takes labels in another order for another list', async () => {
    const classify = (labels: string) =>
      `classify(input: { text: "x", labels: [${labels}] }) { ... on Classification { label } }`;
    const { data } = await server.query(
      `{ a: ${classify('{ name: "p" }, { name: "q" }')} b: ${classify('{ name: "q" }, { name: "p" }')} c: ${classify('{ name: "p" }, { name: "q" }')} }`,
    );
    expect(data).toEqual({ a: { label: 'p' }, b: { label: 'q' }, c: { label: 'p' } });
    expect(server.gateway.asked).toHaveLength(2);
  });
});

describe('routing', () => {
  const ask = (routing: string) =>
    server.query(
      `{ sentiment(input: { text: "x", routing: { ${routing} } }) { __typename ... on InvalidInputError { code path message } } }`,
    );

  it('reaches the gateway as it was asked for', async () => {
    await ask('backend: "rules", strategy: LOCAL_ONLY, fallback: false, cache: REFRESH');
    const [asked] = server.gateway.asked;
    expect(asked?.call).toMatchObject({
      routing: { backend: 'rules', strategy: 'LOCAL_ONLY', fallback: false },
      cache: 'REFRESH',
      tenant: 'public',
    });
  });

  it('shortens the deadline and never lengthens it', async () => {
    await ask('timeoutMs: 1000');
    const left = (server.gateway.asked[0]?.call.deadlineAt ?? 0) - performance.now();
    expect(left).toBeLessThanOrEqual(1_000);
    const { data } = await ask('timeoutMs: 30001');
    expect(data?.sentiment).toEqual({
      __typename: 'InvalidInputError',
      code: 'INPUT_INVALID',
      path: ['routing', 'timeoutMs'],
      message: '`timeoutMs` must be from 1 to 30000.',
    });
  });

  it.each([0, -1])('refuses a timeout of %i', async (timeoutMs) => {
    const { data } = await ask(`timeoutMs: ${timeoutMs}`);
    expect(data?.sentiment).toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('refuses a model and a backend at once', async () => {
    const { data } = await ask('model: "rules/echo", backend: "rules"');
    expect(data?.sentiment).toMatchObject({ code: 'INPUT_INVALID', path: ['routing', 'backend'] });
  });
});

describe('detectLanguage', () => {
  it('tells the language, or that it cannot', async () => {
    const { data } = await server.query(
      '{ a: detectLanguage(text: "some words") { language confidence } b: detectLanguage(text: "ah") { language confidence } }',
    );
    expect(data).toEqual({ a: { language: 'en', confidence: 0.9 }, b: { language: null, confidence: 0 } });
  });

  it('refuses a text that is too long', async () => {
    const { errors } = await server.query('query ($text: String!) { detectLanguage(text: $text) { language } }', {
      text: 'a'.repeat(200_001),
    });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});
