import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './graphql-client.ts';

let compiled: TestServer;
let interpreted: TestServer;
beforeAll(async () => {
  compiled = await startTestServer();
  interpreted = await startTestServer({ codeGeneration: false });
});
afterAll(() => Promise.all([compiled.close(), interpreted.close()]));
afterEach(() => expect([...compiled.unexpected, ...interpreted.unexpected]).toEqual([]));

const BATCH = 'query ($items: [TextInput!]!) { sentimentBatch(input: { items: $items }) { summary { failed } } }';
const ONE = 'query ($input: SentimentInput!) { sentiment(input: $input) { __typename } }';
const many = (count: number, item: unknown) => Array.from({ length: count }, () => item);
const long = 'x'.repeat(900_000);

/** What 30 requests are answered with, each the same: longer than it takes until a document is compiled. */
async function answersTo(query: string, variables: Record<string, unknown>): Promise<{ bytes: number; errors: Errors }> {
  const body = JSON.stringify({ query, variables });
  const answers = new Set<string>();
  for (const server of [compiled, interpreted])
    for (let time = 0; time < (body.length > 100_000 ? 3 : 30); time += 1) {
      const response = await server.post(body, { accept: 'application/graphql-response+json', 'x-request-id': 'r' });
      answers.add(`${response.status} ${await response.text()}`);
    }
  expect(answers.size).toBe(1);
  const [answer = ''] = answers;
  expect(answer.startsWith('400 ')).toBe(true);
  const { errors } = JSON.parse(answer.slice(4)) as { errors: Errors };
  return { bytes: answer.length - 4, errors };
}

type Errors = { message: string; extensions: { code: string } }[];

describe('wrong variables', () => {
  it.each<[string, string, Record<string, unknown>, string]>([
    ['200,000 items that are null', BATCH, { items: many(200_000, null) }, 'at most 10000 names and values'],
    ['300,000 numbers for items', BATCH, { items: many(300_000, 5) }, 'at most 10000 names and values'],
    ['200,000 items without text', BATCH, { items: many(200_000, {}) }, 'at most 10000 names and values'],
    ['5,000 items that are null', BATCH, { items: many(5_000, null) }, 'a list of more than 1000 items'],
    ['900 items that are null', BATCH, { items: many(900, null) }, 'at "items[0]"; Expected non-nullable type'],
    ['a wrong item after 500 right ones', BATCH, { items: [...many(500, { text: 'a' }), { text: 5 }] }, 'at "items[500].text"'],
    [
      'long texts around what is wrong',
      BATCH,
      { items: many(90, { text: 5, key: 'k'.repeat(10_000) }) },
      'cannot represent a non string value: 5',
    ],
    [
      'thousands of unknown fields',
      BATCH,
      { items: [Object.fromEntries(many(4_000, 0).map((_, place) => [`field${place}`, place]))] },
      'was not provided',
    ],
    ['a field with a name of 900,000 units', ONE, { input: { text: 'a', [long]: 1 } }, 'Field "xxx'],
    ['a text of 900,000 units for an object', ONE, { input: long }, 'to be an object'],
    ['a text of 900,000 units for an enum', ONE, { input: { text: 'a', routing: { cache: long } } }, 'at "input.routing.cache"'],
    ['a text of 900,000 units for a number', ONE, { input: { text: 'a', routing: { timeoutMs: long } } }, 'cannot represent'],
    [
      'null for what may not be null',
      ONE,
      { input: null },
      'Variable "$input" of non-null type "SentimentInput!" must not be null.',
    ],
    ['none at all', ONE, {}, 'Variable "$input" of required type "SentimentInput!" was not provided.'],
    [
      'a list for an object',
      ONE,
      { input: [{ text: 'a' }] },
      'got invalid value […]; Expected type "SentimentInput" to be an object.',
    ],
    ['lists inside lists', BATCH, { items: JSON.parse(`${'['.repeat(4_000)}${']'.repeat(4_000)}`) }, 'to be an object'],
  ])('such as %s are refused in the same few words, compiled or not', async (_, query, variables, message) => {
    const { bytes, errors } = await answersTo(query, variables);
    expect(errors[0]?.message).toContain(message);
    expect(new Set(errors.map(({ extensions }) => extensions.code))).toEqual(new Set(['BAD_USER_INPUT']));
    expect(errors.length).toBeLessThanOrEqual(21);
    expect(bytes).toBeLessThan(20_000);
  });
});

describe('a request', () => {
  it('may hold a full batch with as many labels and examples as may be', async () => {
    const examples = many(20, 'x');
    const labels = many(150, 0).map((_, place) => ({ name: `label ${place}`, description: 'd', examples }));
    const items = many(100, 0).map((_, place) => ({ text: 'good', key: String(place) }));
    const query = 'query ($input: ClassifyBatchInput!) { classifyBatch(input: $input) { summary { succeeded } } }';
    const { data } = await compiled.query(query, { input: { items, labels } });
    expect(data?.classifyBatch).toEqual({ summary: { succeeded: 100 } });
  });

  it('may hold a text of nothing but commas and brackets', async () => {
    const { data } = await compiled.query(ONE, { input: { text: ',[{:"\\'.repeat(8_000) } });
    expect(data).toEqual({ sentiment: { __typename: 'Sentiment' } });
  });
});
