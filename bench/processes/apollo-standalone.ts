/** Apollo's own standalone server with one field. */
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { serveParent } from '../support/serve-parent.ts';

const apollo = new ApolloServer({
  typeDefs: 'type Query { hello: String! }',
  resolvers: { Query: { hello: () => 'world' } },
});

const { url } = await startStandaloneServer(apollo, { listen: { host: '127.0.0.1', port: 0 } });
serveParent({ url }, () => undefined);
