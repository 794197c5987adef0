// A graph of a shop that stitches Lingraph in: a review has a sentiment and a translation. All reviews of a request are asked
// for in one batch. Usage: node gateway.js, with PORT and LINGRAPH_URL.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { delegateToSchema } from '@graphql-tools/delegate';
import { wrapSchema } from '@graphql-tools/wrap';
import { buildSchema, print } from 'graphql';

const url = process.env.LINGRAPH_URL ?? 'http://127.0.0.1:4000/graphql';

/** Sends what is delegated. */
async function executor({ document, variables, signal }) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: print(document), variables }),
    signal,
  });
  return response.json();
}

const sdl = readFileSync(createRequire(import.meta.url).resolve('lingraph/schema.graphql'), 'utf8');
const lingraph = wrapSchema({ schema: buildSchema(sdl), executor, batch: true });

const typeDefs = `
  ${sdl}
  extend type Query { reviews: [Review!] }
  type Review {
    text: String!
    sentiment: SentimentResult
    translation(target: LanguageTag!): TranslateResult
  }
`;

const delegated = (fieldName, inputOf) => (review, args, context, info) =>
  delegateToSchema({ schema: lingraph, fieldName, args: { input: inputOf(review, args) }, context, info });

const root = Object.fromEntries(
  Object.keys(lingraph.getQueryType().getFields()).map((fieldName) => [
    fieldName,
    (_, args, context, info) => delegateToSchema({ schema: lingraph, fieldName, args, context, info }),
  ]),
);

const REVIEWS = ['Boils in a minute. I love it.', 'It broke after a day.'];
const resolvers = {
  Query: { ...root, reviews: () => REVIEWS.map((text) => ({ text })) },
  Review: {
    sentiment: delegated('sentiment', ({ text }) => ({ text })),
    translation: delegated('translate', ({ text }, { target }) => ({ text, target })),
  },
};

const server = new ApolloServer({ typeDefs, resolvers });
const started = await startStandaloneServer(server, { listen: { host: '127.0.0.1', port: Number(process.env.PORT ?? 4002) } });
console.log(`shop at ${started.url}`);
