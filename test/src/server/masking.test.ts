import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './graphql-client.ts';

const SECRET = 'sk-THIS-IS-A-SECRET';

describe.each([
  ['compiled', true],
  ['interpreted', false],
])('a thrown secret, with %s execution', (_, codeGeneration) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ codeGeneration });
    server.gateway.detectLanguage = (text) => {
      throw new Error(text);
    };
  });
  afterAll(() => server.close());

  const variables = { text: `throw:${SECRET}` };
  it.each([
    'query ($text: String!) { sentiment(input: { text: $text }) { __typename } }',
    'query ($text: String!) { sentimentBatch(input: { items: [{ text: $text }] }) { summary { failed } } }',
    'query ($text: String!) { translate(input: { text: $text, target: "pt" }) { __typename } }',
    'query ($text: String!) { detectLanguage(text: $text) { language } }',
  ])('never leaves through %s, first or later', async (query) => {
    for (const time of [1, 2, 3]) {
      const known = server.unexpected.length;
      const response = await server.post({ query, variables }, { 'x-request-id': `request-${time}` });
      const body = await response.text();
      expect(body).not.toContain(SECRET);
      const { data, errors } = JSON.parse(body);
      expect(Object.values(data)).toEqual([null]);
      expect({ errors }).toMatchObject({
        errors: [
          {
            message: 'Something failed that should not fail.',
            extensions: {
              code: 'INTERNAL_SERVER_ERROR',
              retryable: true,
              requestId: `request-${time}`,
              docs: expect.stringMatching(/#internal_server_error$/),
            },
          },
        ],
      });
      expect(server.unexpected.slice(known).map(String)).toEqual([expect.stringContaining(SECRET)]);
    }
  });

  it('never leaves through a value that the schema cannot hold', async () => {
    server.gateway.run = async () => [
      {
        result: { value: { label: SECRET, scores: [] }, model: { id: 'echo', version: '1', backend: 'rules' } } as never,
        attempts: [],
        cache: { status: 'MISS' },
        shares: [],
      },
    ];
    for (const _ of [1, 2, 3]) {
      const { errors } = await server.query('{ sentiment(input: { text: "x" }) { ... on Sentiment { label } } }');
      expect(JSON.stringify(errors)).not.toContain(SECRET);
      expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
    }
  });
});

describe('null for what has a default and may not be null', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  it.each([
    ['an argument', 'query ($is: ID = "x") { model(id: $is) { id } }'],
    ['a directive', 'query ($is: Boolean = true) { backends { id @skip(if: $is) } }'],
    ['a directive at the root', 'query ($is: Boolean = true) { backends @skip(if: $is) { id } }'],
  ])("is the caller's fault in %s", async (_, query) => {
    for (const time of [1, 2, 3]) {
      const { errors } = await server.query(query, { is: null });
      expect([time, errors]).toMatchObject([
        time,
        [{ message: expect.stringContaining('must not be null'), extensions: { code: 'BAD_USER_INPUT' } }],
      ]);
    }
    expect(server.unexpected).toEqual([]);
  });
});

describe('the request id', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  it('is the one of the caller where it is well formed', async () => {
    const query = '{ sentiment(input: { text: "x" }) { ... on Sentiment { meta { requestId } } } }';
    for (const given of ['abc-123', 'not well formed!', 'x'.repeat(129)]) {
      const response = await server.post({ query }, { 'x-request-id': given });
      const { data } = (await response.json()) as { data: { sentiment: { meta: { requestId: string } } } };
      expect(response.headers.get('x-request-id')).toBe(data.sentiment.meta.requestId);
      expect(data.sentiment.meta.requestId === given).toBe(given === 'abc-123');
    }
  });
});
