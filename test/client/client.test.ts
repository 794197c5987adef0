import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import {
  type ClassifyOptions,
  type Client,
  createClient,
  LingraphError,
  type Results,
  type Sentiment,
  type Translation,
} from '../../client/main.ts';
import { startTestServer, type TestServer } from '../src/server/graphql-client.ts';

describe('the client, asking a real server', () => {
  let server: TestServer;
  let lingraph: Client;
  beforeAll(async () => {
    server = await startTestServer({ graceMs: 1_000 });
    lingraph = createClient({ url: `${server.url}/graphql`, retries: 0 });
  });
  afterAll(() => server.close());

  it('tells the sentiment of a text in three lines', async () => {
    const client = createClient({ url: `${server.url}/graphql` });
    const { label } = await client.sentiment('What a bad day');
    expect(label).toBe('NEGATIVE');
  });

  it('gives each task its answer, with how it came about', async () => {
    const meta = { model: { id: 'rules/echo', version: '1' }, backend: { id: 'rules' }, degraded: false };
    expect(
      await lingraph.classify('a parcel', { labels: ['delivery', { name: 'payment', description: 'money' }] }),
    ).toMatchObject({
      label: 'delivery',
      scores: [
        { label: 'delivery', score: 0.9 },
        { label: 'payment', score: null },
      ],
      meta,
    });
    expect(await lingraph.translate('Hello', { target: 'pt', formality: 'FORMAL' })).toMatchObject({ text: 'pt: Hello', meta });
    expect(await lingraph.summarize('A long story', { length: 'SHORT' })).toMatchObject({ method: 'EXTRACTIVE', meta });
    expect(await lingraph.detectLanguage('some words')).toEqual({ language: 'en', confidence: 0.9 });
  });

  it('sends the options as the input has them', async () => {
    await lingraph.classify('x', {
      labels: ['a', 'b'],
      multiLabel: true,
      threshold: 0.4,
      routing: { strategy: 'LOCAL_ONLY' },
      timeoutMs: 9_000,
    });
    expect(server.gateway.asked.at(-1)).toMatchObject({
      options: { labels: [{ name: 'a' }, { name: 'b' }], multiLabel: true, threshold: 0.4 },
      call: { routing: { strategy: 'LOCAL_ONLY' } },
    });
  });

  it('leaves no type name in an answer', async () => {
    expect(await lingraph.sentiment('good')).not.toHaveProperty('__typename');
  });

  it('types what it gives', () => {
    expectTypeOf(lingraph.sentiment).returns.resolves.toEqualTypeOf<Sentiment>();
    expectTypeOf(lingraph.translateBatch).returns.resolves.toEqualTypeOf<Results<Translation>>();
    expectTypeOf(lingraph.translate).parameter(1).toHaveProperty('target');
  });

  it('types that labels or a classifier are given, not both and not neither', () => {
    expectTypeOf<{ labels: ['a', 'b']; multiLabel: true }>().toExtend<ClassifyOptions>();
    expectTypeOf<{ classifier: 'emotion' }>().toExtend<ClassifyOptions>();
    expectTypeOf<{ labels: ['a', 'b']; classifier: 'emotion' }>().not.toExtend<ClassifyOptions>();
    expectTypeOf<{ language: 'en' }>().not.toExtend<ClassifyOptions>();
  });

  it('rejects with the typed failure of the gateway', async () => {
    const failed = await lingraph.sentiment('fail:UPSTREAM_RATE_LIMITED').catch((thrown: unknown) => thrown);
    expect(failed).toBeInstanceOf(LingraphError);
    expect(failed).toMatchObject({
      code: 'UPSTREAM_RATE_LIMITED',
      origin: 'PROVIDER',
      retryable: true,
      retryAfterMs: 1_500,
      message: 'It failed.',
      docs: expect.stringContaining('docs/errors.md#upstream_rate_limited'),
      attempts: [{ backend: 'rules', model: 'rules/echo', outcome: 'ERROR', code: 'UPSTREAM_RATE_LIMITED' }],
    });
  });

  it('names the field at fault, and what is supported instead', async () => {
    await expect(lingraph.sentiment('fail:INPUT_TOO_LONG')).rejects.toMatchObject({ path: ['text'] });
    await expect(lingraph.sentiment('fail:UNSUPPORTED_LANGUAGE')).rejects.toMatchObject({
      supported: { languages: ['en'], pairs: [], values: [] },
      path: [],
    });
  });

  it('rejects with the same class when the request as a whole fails', async () => {
    await expect(lingraph.sentiment('fail:UNAUTHENTICATED')).rejects.toMatchObject({
      name: 'LingraphError',
      code: 'UNAUTHENTICATED',
      origin: 'CALLER',
      retryable: false,
      requestId: expect.any(String),
    });
  });

  it('masks nothing and invents nothing about an unexpected error', async () => {
    await expect(lingraph.sentiment('throw:secret')).rejects.toMatchObject({ code: 'INTERNAL_SERVER_ERROR', origin: 'GATEWAY' });
  });

  it('reports variables that do not fit', async () => {
    await expect(lingraph.sentiment(7 as unknown as string)).rejects.toMatchObject({ code: 'BAD_USER_INPUT', retryable: false });
  });

  it('sends the key and headers of its own', async () => {
    const sent: Headers[] = [];
    const recording: typeof fetch = (url, init) => {
      sent.push(new Headers(init?.headers));
      return fetch(url, init);
    };
    const client = createClient({ url: `${server.url}/graphql`, key: 'k1', headers: { 'x-app': 'shop' }, fetch: recording });
    await client.sentiment('good');
    expect(sent.map((headers) => [headers.get('authorization'), headers.get('x-app')])).toEqual([['Bearer k1', 'shop']]);
  });

  describe('for many texts', () => {
    it('gives a result for each text in its place, 100 texts a request', async () => {
      const before = server.gateway.asked.length;
      const texts = Array.from({ length: 250 }, (_, place) => (place % 10 === 3 ? 'fail:OUTPUT_INVALID' : `${place}`));
      const results = await lingraph.translateBatch(texts, { target: 'pt' });
      expect(results).toHaveLength(250);
      results.forEach((result, place) => {
        if (place % 10 === 3) expect(result).toMatchObject({ name: 'LingraphError', code: 'OUTPUT_INVALID' });
        else expect(result).toMatchObject({ text: `pt: ${place}` });
      });
      const sizes = server.gateway.asked.slice(before).map((asked) => asked.texts.length);
      expect(sizes.toSorted((one, other) => other - one)).toEqual([100, 100, 50]);
    });

    it('cuts where a request would be larger than the gateway reads', async () => {
      const texts = Array.from({ length: 60 }, (_, place) => `${place} ${'€'.repeat(16_000)}`);
      const results = await lingraph.sentimentBatch(texts);
      expect(results.filter((result) => result instanceof LingraphError)).toEqual([]);
      expect(results).toHaveLength(60);
    });

    it('gives nothing for nothing, without asking', async () => {
      const before = server.gateway.asked.length;
      expect(await lingraph.sentimentBatch([])).toEqual([]);
      expect(server.gateway.asked).toHaveLength(before);
    });
  });

  describe('when the caller leaves', () => {
    it('rejects with the reason of the signal, and the gateway stops', async () => {
      const leaving = new AbortController();
      const reason = new Error('The page was closed.');
      const asked = lingraph.sentiment('wait', { signal: leaving.signal });
      await expect.poll(() => server.gateway.asked.at(-1)?.texts).toEqual(['wait']);
      leaving.abort(reason);
      await expect(asked).rejects.toBe(reason);
      await expect.poll(() => server.gateway.asked.at(-1)?.call.signal.aborted).toBe(true);
    });

    it('does not ask at all for a signal that has aborted before', async () => {
      const before = server.gateway.asked.length;
      await expect(lingraph.sentiment('good', { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
      await expect(lingraph.sentimentBatch(['good'], { signal: AbortSignal.abort() })).rejects.toMatchObject({
        name: 'AbortError',
      });
      expect(server.gateway.asked).toHaveLength(before);
    });

    it('rejects a batch under way', async () => {
      const leaving = new AbortController();
      const asked = lingraph.sentimentBatch(['wait', 'good'], { signal: leaving.signal });
      await expect.poll(() => server.gateway.asked.at(-1)?.texts).toContain('wait');
      leaving.abort();
      await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
    });
  });

  it('gives up on a slow server after the time of the call', async () => {
    await expect(lingraph.sentiment('sleep:1500', { timeoutMs: 100 })).rejects.toMatchObject({
      code: 'TIMED_OUT',
      origin: 'NETWORK',
      retryable: true,
    });
    const results = await lingraph.sentimentBatch(['sleep:1500'], { timeoutMs: 100 });
    expect(results).toMatchObject([{ code: 'TIMED_OUT' }]);
  });

  it('asks by GET with the hash of the document, after it has sent the document once', async () => {
    const methods: string[] = [];
    const recording: typeof fetch = (url, init) => {
      methods.push(init?.method ?? 'GET');
      return fetch(url, init);
    };
    const client = createClient({ url: `${server.url}/graphql`, persistedGet: true, fetch: recording });
    const texts = ['good', 'bad', 'so so'];
    const labels: string[] = [];
    for (const text of texts) labels.push((await client.classify(text, { labels: ['a', 'b'], classifier: undefined })).label);
    expect(labels).toEqual(['a', 'a', 'a']);
    expect(methods.slice(-2)).toEqual(['GET', 'GET']);
    expect(methods.filter((method) => method === 'POST').length).toBeLessThanOrEqual(1);
    await client.sentiment('x'.repeat(10_000));
    expect(methods.at(-1)).toBe('POST'); // no address is that long
  });

  it('says that a text is too large, and answers its neighbors', async () => {
    const large = 'x'.repeat(10_000_000);
    await expect(lingraph.sentiment(large)).rejects.toMatchObject({ code: 'REQUEST_TOO_LARGE', retryable: false });
    const results = await lingraph.sentimentBatch(['good', large, 'bad']);
    expect(results).toMatchObject([{ label: 'POSITIVE' }, { code: 'REQUEST_TOO_LARGE' }, { label: 'NEGATIVE' }]);
  });

  it('takes a time without end for what it says', async () => {
    expect(await lingraph.sentiment('good', { timeoutMs: Number.POSITIVE_INFINITY })).toMatchObject({ label: 'POSITIVE' });
  });

  it('carries texts of any script, and signs of several units', async () => {
    const texts = ['שלום עולם', '你好，世界', '👩‍👩‍👧 <script>alert(1)</script>', '\u0000\u2028"\\'];
    const results = await lingraph.translateBatch(texts, { target: 'pt' });
    expect(results).toMatchObject(texts.map((text) => ({ text: `pt: ${text}` })));
  });
});
