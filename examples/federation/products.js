// A subgraph of a shop, on its own: the other half of the composed graph. Usage: node products.js, with PORT.
import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';

const PRODUCTS = [
  { id: '1', name: 'Kettle', review: 'Boils in a minute. I love it.' },
  { id: '2', name: 'Lamp', review: 'It broke after a day.' },
];
const TRANSLATOR = { id: 'local/firefox-en-pt' };

const typeDefs = parse(readFileSync(new URL('products.graphql', import.meta.url), 'utf8'));
const resolvers = {
  Query: { products: () => PRODUCTS },
  Product: {
    __resolveReference: ({ id }) => PRODUCTS.find((product) => product.id === id) ?? null,
    translator: () => TRANSLATOR,
  },
};

const server = new ApolloServer({ schema: buildSubgraphSchema({ typeDefs, resolvers }) });
const { url } = await startStandaloneServer(server, { listen: { host: '127.0.0.1', port: Number(process.env.PORT ?? 4001) } });
console.log(`products at ${url}`);
