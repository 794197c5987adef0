/** Every policy, from a settings file, over HTTP. */
import { describe, expect, it, vi } from 'vitest';
import { remote } from '../../bench/faults/settings.ts';
import { FIELDS, local, type Meta, open, type Result, trail, upstream } from './over-http.ts';

const use = (...names: string[]) => ({ models: names });

describe('a policy', () => {
  it('fallback hands on only the texts that failed', async () => {
    const first = await upstream((question) => (question.includes('wrong') ? { status: 400 } : {}));
    const second = await upstream(() => ({ content: '{"label":"POSITIVE"}' }));
    const { query } = await open({ a: remote(first.url), b: remote(second.url) }, use('a', 'b'));
    const items = '{ text: "right" }, { text: "wrong" }';
    const { sentimentBatch } = await query(
      `{ sentimentBatch(input: { items: [${items}] language: "en" routing: { cache: BYPASS } }) { items { result { ${FIELDS} } } } }`,
    );
    const results = (sentimentBatch as { items: { result: Result }[] }).items.map(({ result }) => result);
    expect(results.map(({ label }) => label)).toEqual(['NEGATIVE', 'POSITIVE']);
    expect(results.map(trail)).toEqual([['a/m OK'], ['a/m ERROR UNSUPPORTED_OPTION', 'b/m OK']]);
    expect(results.map(({ meta }) => meta?.degraded)).toEqual([false, true]);
    expect(second.requests).toHaveLength(1);
  });

  it('cascade keeps the sure answer, asks the next for the unsure one, and marks it where the next cannot', async () => {
    let isUp = true;
    const cloud = await upstream(() => (isUp ? { content: '{"label":"NEUTRAL"}' } : { status: 500 }));
    const backends = { local, cloud: remote(cloud.url) };
    const { ask } = await open(
      backends,
      { policy: 'cascade', models: ['local', 'cloud'], minConfidence: 0.9 },
      { retry: { retries: 0 } },
    );
    expect(await ask('I love it, it is wonderful!')).toMatchObject({ label: 'POSITIVE', meta: { degraded: false } });
    expect(cloud.requests).toHaveLength(0);
    const unsure = 'It is fine, but also it is not.';
    const better = await ask(unsure);
    expect(better).toMatchObject({ label: 'NEUTRAL', meta: { degraded: false, model: { id: 'cloud/m' } } });
    expect(trail(better)).toEqual(['local/sentiment-minilm OK', 'cloud/m OK']);
    isUp = false;
    const kept = await ask(unsure);
    expect(kept.meta).toMatchObject({ degraded: true, model: { id: 'local/sentiment-minilm' } });
    expect(trail(kept)).toEqual(['local/sentiment-minilm OK', 'cloud/m ERROR UPSTREAM_UNAVAILABLE']);
  });

  it.each([
    [{ a: 1, b: 0 }, 'a/m'],
    [{ a: 0, b: 1 }, 'b/m'],
  ])('weighted by %j asks %s first, and the other where it fails', async (weights, first) => {
    const [a, b] = [await upstream(), await upstream()];
    const backends = { a: remote(a.url), b: remote(b.url) };
    const { ask } = await open(backends, { policy: 'weighted', models: ['a', 'b'], weights });
    for (let time = 0; time < 5; time++) expect((await ask()).meta?.model.id).toBe(first);
  });

  it('answers every text of a list that is longer than the queue of its model', async () => {
    const provider = await upstream();
    const { query } = await open({ a: remote(provider.url) }, use('a'));
    const items = Array.from({ length: 100 }, (_, place) => `{ text: "The soup was cold ${place}." }`).join();
    const asked = `sentimentBatch(input: { items: [${items}] language: "en" }) { summary { succeeded failed } }`;
    expect(await query(`{ ${asked} }`)).toEqual({ sentimentBatch: { summary: { succeeded: 100, failed: 0 } } });
    expect(provider.requests).toHaveLength(100);
  });

  it('weighted divides the texts of one list, and each keeps its model', async () => {
    const [a, b] = [await upstream(), await upstream()];
    const route = { policy: 'weighted', models: ['a', 'b'], weights: { a: 3, b: 1 } };
    const { query } = await open({ a: remote(a.url), b: remote(b.url) }, route, { breaker: { maxQueued: 100 } });
    const items = Array.from({ length: 100 }, (_, place) => `{ text: "The soup was cold ${place}." }`).join();
    const batch = async () => {
      const { sentimentBatch } = await query(
        `{ sentimentBatch(input: { items: [${items}] language: "en" routing: { cache: BYPASS } }) { items { result { ${FIELDS} } } } }`,
      );
      return (sentimentBatch as { items: { result: Result }[] }).items.map(({ result }) => result.meta?.model.id);
    };
    const first = await batch();
    expect(await batch()).toEqual(first);
    expect(first.filter((model) => model === 'b/m').length).toBeGreaterThan(10);
    expect(first.filter((model) => model === 'b/m').length).toBeLessThan(40);
    expect(a.requests.length + b.requests.length).toBe(200);
  });

  it('fastest asks the faster one most of the time', async () => {
    const slow = await upstream(() => ({ delayMs: 150 }));
    const fast = await upstream();
    const { ask } = await open(
      { slow: remote(slow.url), fast: remote(fast.url) },
      { policy: 'fastest', models: ['slow', 'fast'] },
    );
    for (let time = 0; time < 20; time++) await ask();
    expect(slow.requests.length).toBeLessThanOrEqual(3);
    expect(fast.requests.length).toBeGreaterThanOrEqual(17);
  });

  it('cheapest asks the one with the lowest price, and unknown prices last', async () => {
    const [dear, cheap, unknown] = [await upstream(), await upstream(), await upstream()];
    const price = (usd: number) => ({ prices: { m: { inputPerMillion: usd, outputPerMillion: usd } } });
    const backends = {
      unknown: remote(unknown.url),
      dear: remote(dear.url, price(10)),
      cheap: remote(cheap.url, price(1)),
    };
    const { ask } = await open(backends, { policy: 'cheapest', ...use('unknown', 'dear', 'cheap') });
    expect((await ask()).meta?.model.id).toBe('cheap/m');
    expect([unknown, dear].map(({ requests }) => requests.length)).toEqual([0, 0]);
  });

  it('with a shadow answers from the first and records what the other would have said', async () => {
    const [first, shadow] = [await upstream(), await upstream(() => ({ content: '{"label":"POSITIVE"}', delayMs: 100 }))];
    const { ask, query } = await open({ a: remote(first.url), b: remote(shadow.url) }, { models: ['a'], shadow: 'b' });
    const answer = await ask();
    expect(trail(answer)).toEqual(['a/m OK']);
    const shadows = () => query('{ shadows { task model compared failed agreement } }');
    await vi.waitFor(
      async () =>
        expect(await shadows()).toEqual({
          shadows: [{ task: 'SENTIMENT', model: 'b/m', compared: 1, failed: 0, agreement: 0 }],
        }),
      30_000,
    );
  });

  it('with a hedge asks the next when the first is late, stops the loser and books what it may have cost', async () => {
    const first = await upstream((_, time) => ({ tokens: { read: 10, written: 1 }, delayMs: time > 25 ? 5_000 : 5 }));
    const second = await upstream(() => ({ tokens: { read: 10, written: 1 } }));
    const price = { prices: { m: { inputPerMillion: 1, outputPerMillion: 1 } } };
    const backends = { a: remote(first.url, { ...price, attemptMs: 8_000, idleMs: 8_000 }), b: remote(second.url, price) };
    const { ask, query } = await open(backends, { ...use('a', 'b'), hedge: true });
    for (let time = 0; time < 25; time++) await ask();
    const before = first.givenUp();
    const hedged = await ask();
    expect(hedged.label).toBe('NEGATIVE');
    expect(trail(hedged)).toEqual(['a/m CANCELLED', 'b/m OK']);
    await vi.waitFor(() => expect(first.givenUp()).toBe(before + 1), 30_000);
    const { requests } = await query(
      '{ requests(first: 26) { nodes { usage { inputTokens outputTokens costUsd estimated } } } }',
    );
    const usages = (requests as { nodes: { usage: Required<Meta>['usage'] }[] }).nodes.map(({ usage }) => usage);
    const [withLoser, alone] = [usages.at(0), usages.at(-1)]; // the first of all had nothing to be measured by: it was never late
    expect(alone).toEqual({ inputTokens: 10, outputTokens: 1, costUsd: 0.000011, estimated: false });
    expect(withLoser?.inputTokens).toBeGreaterThan(100);
    expect(withLoser).toMatchObject({ outputTokens: 1, estimated: true, costUsd: (withLoser?.inputTokens ?? 0) / 1e6 + 1e-6 });
  });
});
