import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestServer, type TestServer } from '../src/server/graphql-client.ts';

type Post = typeof import('../../examples/nextjs/app/api/sentiment/route.ts').POST;

const post = (body: string) => new Request('http://shop.test/api/sentiment', { method: 'POST', body });

describe('the route handler for Next.js', () => {
  let server: TestServer;
  let POST: Post;
  beforeAll(async () => {
    server = await startTestServer({ graceMs: 1_000 });
    vi.stubEnv('LINGRAPH_URL', `${server.url}/graphql`);
    ({ POST } = await import('../../examples/nextjs/app/api/sentiment/route.ts'));
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await server.close();
  });

  it('answers with a result for each text', async () => {
    const response = await POST(post('{ "texts": ["good", "bad", "fail:CONTENT_REFUSED"] }'));
    expect(await response.json()).toEqual({
      results: [
        { label: 'POSITIVE', confidence: null },
        { label: 'NEGATIVE', confidence: null },
        { error: 'CONTENT_REFUSED', retryable: false },
      ],
    });
  });

  it('answers no texts with no results', async () => {
    const response = await POST(post('{ "texts": [] }'));
    expect(await response.json()).toEqual({ results: [] });
  });

  it.each(['', 'null', '[]', '{}', '{ "texts": [1] }', `{ "texts": [${'"x",'.repeat(100)}"x"] }`])(
    'refuses the body %s without asking',
    async (body) => {
      const before = server.gateway.asked.length;
      expect((await POST(post(body))).status).toBe(400);
      expect(server.gateway.asked).toHaveLength(before);
    },
  );

  it('says when to come back while no model can answer', async () => {
    const response = await POST(post('{ "texts": ["fail:OVERLOADED"] }'));
    expect({ status: response.status, wait: response.headers.get('retry-after'), body: await response.json() }).toEqual({
      status: 503,
      wait: '2',
      body: { error: 'OVERLOADED' },
    });
  });

  it('stops when the page has gone', async () => {
    const leaving = new AbortController();
    const request = new Request('http://shop.test', { method: 'POST', body: '{ "texts": ["wait"] }', signal: leaving.signal });
    const answer = POST(request);
    await expect.poll(() => server.gateway.asked.at(-1)?.texts).toEqual(['wait']);
    leaving.abort();
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
    await expect.poll(() => server.gateway.asked.at(-1)?.call.signal.aborted).toBe(true);
  });
});
