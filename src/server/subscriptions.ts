import type { ApolloServerPlugin, GraphQLRequestContext, GraphQLResponse } from '@apollo/server';
import { GraphQLError, subscribe } from 'graphql';
import { GatewayError } from '../errors.ts';
import type { ServerContext } from './server-context.ts';
import { singleResponse } from './single-response.ts';

type Operation = GraphQLRequestContext<ServerContext>;

/** Opens subscriptions behind the same checks as queries. Their events are left in the context, for the transport to send. */
export function subscriptions(): ApolloServerPlugin<ServerContext> {
  const hooks = {
    async didResolveOperation({ contextValue, operation }: Operation): Promise<void> {
      if (!contextValue.transport.isReadOnly || operation?.operation !== 'mutation') return;
      throw new GraphQLError(MUTATION.message, { originalError: MUTATION, extensions: { http: { status: 405 } } });
    },
    async responseForOperation(context: Operation): Promise<GraphQLResponse | null> {
      const { schema, document, operation, contextValue, request } = context;
      if (!document || operation?.operation !== 'subscription') return null;
      if (!contextValue.transport.canStream) return singleResponse({ errors: [NO_STREAM] }, 406);
      const { variables: variableValues, operationName } = request;
      const opened = await subscribe({ schema, document, contextValue, variableValues, operationName });
      if (!(Symbol.asyncIterator in opened)) return singleResponse({ errors: opened.errors?.map(aboutVariables) }, 400);
      contextValue.left.events = opened;
      return singleResponse({ data: null });
    },
  };
  return { requestDidStart: async () => hooks };
}

const MUTATION = new GatewayError('METHOD_NOT_ALLOWED', 'A GET may change nothing: send POST.');
const NO_STREAM = new GraphQLError('A subscription is a stream.', {
  originalError: new GatewayError(
    'NOT_ACCEPTABLE',
    'A subscription is a stream: accept `text/event-stream` or `multipart/mixed;subscriptionSpec=1.0`, or use a websocket.',
  ),
});

/** What has no place in the answer was found before any field was asked: a variable of the wrong type. */
function aboutVariables(error: GraphQLError): GraphQLError {
  if (error.path) return error;
  return new GraphQLError(error.message, { nodes: error.nodes, extensions: { code: 'BAD_USER_INPUT' } });
}
