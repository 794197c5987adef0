import { execute, getIntrospectionQuery, type OperationDefinitionNode, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createContext } from '../../../resolvers/context.ts';
import { createSchema } from '../../../resolvers/schema.ts';
import { answerSize } from '../../../src/server/answer-size.ts';
import { askedSizes, catalogSizes } from '../../../src/server/asked-sizes.ts';
import { echoGateway } from '../../support/echo-gateway.ts';
import { startTestServer, type TestServer } from './graphql-client.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const range = <Made>(length: number, make: (place: number) => Made) => Array.from({ length }, (_, place) => make(place));
const SCORES = 'items { index key result { ... on Classification { label labels scores { label score } } } }';
const classifications = (count: number, selection = SCORES) =>
  `query ($items: [TextInput!]!, $labels: [LabelInput!]) { ${range(count, (place) => `a${place}: classifyBatch(input: { items: $items, labels: $labels }) { ${selection} }`).join(' ')} }`;
const items = (length: number) => range(length, (place) => ({ text: `text ${place}`, key: `key ${place}` }));
const labels = (length: number) => range(length, (place) => ({ name: `label ${place}` }));
const TYPES = '{ types { name description fields { name description args { name type { name } } type { name kind } } } }';

describe('an answer', () => {
  it.each<[string, string, object, string]>([
    ['48 times 100 texts with 150 labels', classifications(48), { items: items(100), labels: labels(150) }, '75000 values'],
    ['3 times 100 texts with 150 labels', classifications(3), { items: items(100), labels: labels(150) }, '75000 values'],
    [
      'a long key 50 times',
      `query ($items: [TextInput!]!) { ${range(50, (place) => `a${place}: sentimentBatch(input: { items: $items }) { items { key } }`).join(' ')} }`,
      { items: [{ text: 'a', key: 'k'.repeat(900_000) }] },
      '8000000 UTF-16 units',
    ],
    [
      'long texts 50 times',
      `query ($text: String! = "a") { ${range(50, (place) => `a${place}: translate(input: { text: $text, target: "pt" }) { ... on Translation { text } }`).join(' ')} }`,
      { text: 'long '.repeat(40_000) },
      '8000000 UTF-16 units',
    ],
    [
      'the schema 20 times',
      `{ ${range(20, (place) => `a${place}: __schema ${TYPES}`).join(' ')} }`,
      {},
      '25000 values outside of batches',
    ],
    [
      'all labels in the document itself',
      classifications(3).replace(
        '$labels: [LabelInput!]',
        `$labels: [LabelInput!] = [${range(150, (place) => `{ name: "l${place}" }`).join(' ')}]`,
      ),
      { items: items(100) },
      '75000 values',
    ],
  ])('of %s is refused before anything runs, however often it is asked for', async (_, query, variables, most) => {
    const asked = server.gateway.asked.length;
    for (const time of range(30, (place) => place)) {
      if (time > 4 && JSON.stringify(variables).length > 100_000) break;
      const { errors, data } = await server.query(query, variables as Record<string, unknown>);
      expect(errors).toMatchObject([{ message: expect.stringContaining(most), extensions: { code: 'QUERY_TOO_COMPLEX' } }]);
      expect(data).toBeUndefined();
    }
    expect(server.gateway.asked).toHaveLength(asked);
    expect(server.unexpected).toEqual([]);
  });

  it('of as many texts and labels as a batch takes is given, also when its document is known', async () => {
    for (const _ of range(25, () => 0)) {
      const { data, errors } = await server.query(classifications(1), { items: items(100), labels: labels(150) });
      expect(errors).toBeUndefined();
      const answered = data?.a0?.items as unknown as { index: number; key: string; result: { scores: unknown[] } }[];
      expect(answered.map(({ index, key, result }) => [index, key, result.scores.length])).toEqual(
        range(100, (place) => [place, `key ${place}`, 150]),
      );
    }
  });

  it('of texts that a model made long is refused with one error, also when its document is known', async () => {
    const run = server.gateway.run;
    const written = { translate: 'w'.repeat(40_000) } as Record<string, string>;
    server.gateway.run = async (task, texts, options, call) => {
      const outcomes = await run(task, texts, options, call);
      for (const { result } of outcomes) if ('value' in result) Object.assign(result.value, { text: written[task] });
      return outcomes;
    };
    const translations = (times: number) =>
      `query ($items: [TextInput!]!) { translateBatch(input: { items: $items, target: "pt" }) { items { result { ... on Translation { ${range(times, (place) => `a${place}: text`).join(' ')} } } } } }`;
    for (const _ of range(25, () => 0)) {
      const { data, errors = [] } = await server.query(translations(90), { items: items(100) });
      expect(data).toBeNull();
      expect(errors.map(({ extensions }) => extensions.code)).toEqual(['QUERY_TOO_COMPLEX']);
    }
    expect((await server.query(translations(1), { items: items(100) })).errors).toBeUndefined();
    expect(server.unexpected).toEqual([]);
    server.gateway.run = run;
  });

  it('is as large as its variables make it, whichever came before', async () => {
    const query = classifications(3);
    for (const length of [...range(25, () => 2), 100, 2, 100]) {
      const { errors } = await server.query(query, { items: items(length), labels: labels(150) });
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(length === 100 ? ['QUERY_TOO_COMPLEX'] : undefined);
    }
  });

  it('is not longer than its question by orders, whatever is wrong with that', async () => {
    const wrong = { text: 'a', ...Object.fromEntries(range(90, (place) => [`unknown${place}`, 'x'.repeat(60)])) };
    const body = JSON.stringify({ query: classifications(1), variables: { items: range(40, () => wrong) } });
    expect((await (await server.post(body)).text()).length).toBeLessThan(body.length / 10);
  });
});

describe('the size of an answer', () => {
  const schema = createSchema();
  const ALL =
    '__typename ... on Classification { label labels scores { label score } confidence } ... on TaskOutput { meta { requestId model { id backend { id } languages } cache { status } usage { inputTokens } attempts { model outcome } } } ... on Error { code message }';
  it.each<[string, Record<string, unknown>?]>([
    [getIntrospectionQuery({ descriptions: true, inputValueDeprecation: true, schemaDescription: true, specifiedByUrl: true })],
    [`{ __schema ${TYPES} }`],
    [
      '{ models { nodes { id backend { id models { id } } } edges { cursor node { id } } pageInfo { endCursor } } backends { id } }',
    ],
    [classifications(2, `items { index key result { ${ALL} } } summary { succeeded }`), { items: items(20), labels: labels(30) }],
    [
      '{ classifyBatch(input: { items: { text: "one" }, labels: [{ name: "a" }, { name: "b" }] }) { ...b } } fragment b on ClassifyBatch { items { result { ... on Classification { scores { score } } } } }',
    ],
    [
      'query ($i: SentimentInput!) { sentiment(input: $i) { ... on Sentiment { label scores { label score } } } }',
      { i: { text: 'x' } },
    ],
    [
      'query ($i: TranslateInput!) { translate(input: $i) { ... on Translation { text source target } } }',
      { i: { text: 'word '.repeat(900), target: 'pt' } },
    ],
  ])('is estimated no smaller than it is, and not as much more than ten times as large: %s', async (query, variables = {}) => {
    const document = parse(query);
    const caller = {
      requestId: 'r',
      tenant: 'public',
      deadline: performance.now() + 60_000,
      longestMs: 60_000,
      isAdmin: false,
    };
    const contextValue = createContext(echoGateway(), { ...caller, signal: () => new AbortController().signal } as never);
    const { data, errors } = await execute({ schema, document, contextValue, variableValues: variables });
    expect(errors).toBeUndefined();
    const { values, units } = answerSize(schema, document, document.definitions[0] as OperationDefinitionNode, {
      asked: (root) => askedSizes(root, variables),
      catalog: () => catalogSizes(contextValue),
    });
    const real = { values: valuesIn(data) - 1, units: JSON.stringify(data).length };
    expect(values).toBeGreaterThanOrEqual(real.values);
    expect(values).toBeLessThan(10 * real.values + 50);
    expect(units).toBeGreaterThan(0.8 * real.units);
  });
});

function valuesIn(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + valuesIn(item), 0);
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, item) => sum + valuesIn(item), 1);
}
