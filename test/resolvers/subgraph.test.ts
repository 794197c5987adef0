import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  buildClientSchema,
  getIntrospectionQuery,
  type IntrospectionQuery,
  isIntrospectionType,
  isSpecifiedScalarType,
  parse,
  printSchema,
  validate,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSubgraphSchema, subgraphSdl } from '../../resolvers/subgraph.ts';
import { startTestServer, type TestServer } from '../src/server/graphql-client.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ subgraph: true });
});
afterAll(() => server.close());

describe('the contract as a subgraph', () => {
  it('composes into a supergraph with one that refers to a model', async () => {
    const { data } = await server.query('{ _service { sdl } }');
    const reviews = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
      type Query { reviews: [Review!]! } type Review { model: Model! } type Model @key(fields: "id", resolvable: false) { id: ID! }`;
    const { errors, supergraphSdl } = composeServices([
      { name: 'lingraph', url: 'http://a', typeDefs: parse(String(data?._service?.sdl)) },
      { name: 'reviews', url: 'http://b', typeDefs: parse(reviews) },
    ]);
    expect(errors).toBeUndefined();
    expect(supergraphSdl).toContain('type Review');
  });

  const pageInfo = 'hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String';
  const product = 'type Product implements Node @key(fields: "id") { id: ID! name: String }';
  it.each([
    [
      'pages',
      `type Query { products: Products! } type Products { pageInfo: PageInfo! } type PageInfo @shareable { ${pageInfo} }`,
    ],
    [
      'cursors that are never null',
      `type Query { products: Products! } type Products { pageInfo: PageInfo! }
       type PageInfo @shareable { ${pageInfo.replaceAll('String', 'String!')} }`,
    ],
    ['the interface Node', `interface Node { id: ID! } ${product} type Query { product: Product }`],
    ['a field node', `interface Node { id: ID! } ${product} type Query { node(id: ID!): Node }`],
    ['a field node for several', `interface Node { id: ID! } ${product} type Query { node(id: ID!): Node @shareable }`],
    ['times', 'scalar DateTime type Query { now: DateTime }'],
  ])('composes beside another subgraph of Relay that has %s', async (_, products) => {
    const { data } = await server.query('{ _service { sdl } }');
    const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])';
    const { errors } = composeServices([
      { name: 'lingraph', url: 'http://a', typeDefs: parse(String(data?._service?.sdl)) },
      { name: 'products', url: 'http://b', typeDefs: parse(`${link} ${products}`) },
    ]);
    expect(errors?.map(({ message }) => message)).toBeUndefined();
  });

  it.each(['node', 'requests', 'metrics', 'cacheStats', 'shadows'])(
    'answers %s to who asks it directly, and does not offer it to a supergraph',
    async (field) => {
      expect(createSubgraphSchema().getQueryType()?.getFields()).toHaveProperty(field);
      expect(buildSubgraphSchema(parse(subgraphSdl())).getQueryType()?.getFields()).not.toHaveProperty(field);
    },
  );

  it('offers no mutations, and no type that only they and fields for operators have', () => {
    const offered = buildSubgraphSchema(parse(subgraphSdl())).getTypeMap();
    for (const gone of ['Mutation', 'PurgeCacheInput', 'PurgeCachePayload', 'RequestConnection', 'RequestRecord', 'MetricSeries'])
      expect(offered).not.toHaveProperty(gone);
    for (const kept of ['PageInfo', 'Node', 'ModelStats', 'TaskOutput', 'LimitError', 'TextDelta', 'LanguageTag'])
      expect(offered).toHaveProperty(kept);
  });

  it('tells a supergraph what can be printed without a server', async () => {
    const { data } = await server.query('{ _service { sdl } }');
    expect(data?._service?.sdl).toBe(subgraphSdl());
  });

  it('finds a model by its key', async () => {
    const { data } = await server.query(
      'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Model { id version } } }',
      {
        of: [
          { __typename: 'Model', id: 'rules/echo' },
          { __typename: 'Model', id: 'none' },
        ],
      },
    );
    expect(data?._entities).toEqual([{ id: 'rules/echo', version: '1' }, null]);
  });

  it('answers the tasks as well', async () => {
    const { data } = await server.query('{ sentiment(input: { text: "bad" }) { ... on Sentiment { label } } }');
    expect(data?.sentiment).toEqual({ label: 'NEGATIVE' });
  });

  it('adds nothing to the contract but what federation asks for', () => {
    const added = [...printSchema(createSubgraphSchema()).matchAll(/^(?:type|scalar|union) (_\w+)/gm)].map(([, name]) => name);
    expect(added).toEqual(expect.arrayContaining(['_Entity', '_Any', '_Service']));
  });
});

describe('a prefix before the names of types', () => {
  let prefixed: TestServer;
  beforeAll(async () => {
    prefixed = await startTestServer({ subgraph: true, typePrefix: 'AI' });
  });
  afterAll(() => prefixed.close());

  const shop = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])
    type Query { tasks: [Task!] node(id: ID!): Node products: [Model!] }
    interface Node { id: ID! }
    type Task implements Node @key(fields: "id") { id: ID! title: String error: Error }
    type Error { text: String }
    type Model @key(fields: "id") { id: ID! price: Float quality: Usage }
    enum Usage { DAILY RARE }
    input Summary { length: Int }
    type PageInfo { total: Int! }
    scalar Sentiment`;
  const composed = (sdl: string) =>
    composeServices([
      { name: 'lingraph', url: 'http://a', typeDefs: parse(sdl) },
      { name: 'shop', url: 'http://b', typeDefs: parse(shop) },
    ]);

  it('lets it compose beside a graph that has other types of the same names', () => {
    expect(composed(subgraphSdl()).errors?.length).toBeGreaterThan(0);
    const { errors, supergraphSdl } = composed(subgraphSdl('AI'));
    expect(errors?.map(({ message }) => message)).toBeUndefined();
    expect(supergraphSdl).toContain('type AISentiment');
  });

  it('stands before every type that it offers, and before none that a subgraph must have', () => {
    const own = (sdl: string) =>
      Object.values(buildSubgraphSchema(parse(sdl)).getTypeMap())
        .filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
        .map(({ name }) => name)
        .filter((name) => !/^(_|link__|federation__|Query$|Subscription$)/.test(name));
    expect(own(subgraphSdl('AI')).toSorted()).toEqual(
      own(subgraphSdl())
        .map((name) => `AI${name}`)
        .toSorted(),
    );
  });

  const documents: [string, string, Record<string, unknown>?][] = [
    [
      'an answer',
      '{ sentiment(input: { text: "good" }) { __typename ... on AISentiment { label meta { model { __typename id } } } } }',
    ],
    [
      'an expected failure',
      '{ sentiment(input: { text: "fail:OVERLOADED" }) { __typename ... on AIError { code } ... on AILimitError { retryAfterMs } } }',
    ],
    [
      'a batch',
      `query ($input: AITranslateBatchInput!) { translateBatch(input: $input) { __typename items { key result { __typename ... on AITranslation { text target } ... on AITaskOutput { meta { degraded } } } } summary { succeeded } } }`,
      { input: { items: [{ text: 'a', key: 'k' }, { text: 'b' }], target: 'PT-br' } },
    ],
    [
      'a node',
      '{ node(id: "rules/echo") { __typename id ... on AIModel { tasks } } models(task: SENTIMENT) { __typename totalCount } }',
    ],
  ];
  it.each(documents)('answers %s as without it, also when its document is known', async (_, query, variables) => {
    const plain = await server.query(query.replaceAll('AI', ''), variables);
    expect(plain.errors).toBeUndefined();
    for (let time = 0; time < 22; time += 1) {
      const answer = await prefixed.query(query, variables);
      expect(JSON.parse(JSON.stringify(answer).replaceAll('"AI', '"'))).toEqual(plain);
    }
    expect(JSON.stringify(await prefixed.query(query, variables))).toContain('"__typename":"AI');
    expect(prefixed.unexpected).toEqual([]);
  });

  it('finds a model by its key, and again in the same answer', async () => {
    const { data, errors } = await prefixed.query(
      `query ($of: [_Any!]!) { _entities(representations: $of) { __typename ... on AIModel { id } } node(id: "rules/echo") { __typename } }`,
      { of: [{ __typename: 'AIModel', id: 'rules/echo' }] },
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({ _entities: [{ __typename: 'AIModel', id: 'rules/echo' }], node: { __typename: 'AIModel' } });
  });

  it('streams', async () => {
    const query = `subscription { translateStream(input: { text: "good", target: "pt" }) { __typename ... on AITranslationCompleted { translation { text } } } }`;
    const text = await (await prefixed.post({ query }, { accept: 'text/event-stream' })).text();
    expect(text).toContain('"__typename":"AITranslationCompleted"');
  });

  it('bounds answers as without it', async () => {
    const aliases = Array.from({ length: 60 }, (_, place) => `a${place}: label`).join(' ');
    const query = (prefix: string) =>
      `query ($input: ${prefix}ClassifyBatchInput!) { classifyBatch(input: $input) { items { result { ... on ${prefix}Classification { scores { ${aliases} } } } } } }`;
    const input = {
      items: Array.from({ length: 100 }, () => ({ text: 'x' })),
      labels: Array.from({ length: 150 }, (_, place) => ({ name: `label ${place}` })),
    };
    for (const [one, prefix] of [
      [server, ''],
      [prefixed, 'AI'],
    ] as const)
      expect((await one.query(query(prefix), { input })).errors?.[0]?.extensions.code).toBe('QUERY_TOO_COMPLEX');
  });

  it('is told by introspection as well', async () => {
    const { data } = await prefixed.query(getIntrospectionQuery());
    const schema = buildClientSchema(data as unknown as IntrospectionQuery);
    for (const [, query] of documents) expect(validate(schema, parse(query))).toEqual([]);
  });
});
