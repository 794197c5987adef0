import { composeServices } from '@apollo/composition';
import { parse, printSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSubgraphSchema } from '../../resolvers/subgraph.ts';
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

  it('answers node itself, and does not offer it to a supergraph, where it would have to find the objects of all', async () => {
    const { data } = await server.query('{ node(id: "rules/echo") { id } _service { sdl } }');
    expect(data?.node).toEqual({ id: 'rules/echo' });
    expect(String(data?._service?.sdl)).not.toMatch(/\bnode\(/);
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
