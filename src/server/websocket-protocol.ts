import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema, parse } from 'graphql';
import { makeServer, type OperationResult, type Server } from 'graphql-ws';
import { GatewayError } from '../errors.ts';
import type { ExecuteOperation, Result } from './execute-operation.ts';
import { readFields } from './graphql-request.ts';
import { FAILED, isProblem, problem, resultOfProblem, SHUTTING_DOWN } from './http-problem.ts';
import { type CallerRules, callerOf, newRequestId } from './request-scope.ts';

/** One websocket, as the protocol sees it. */
export interface Connection {
  /** How many operations are under way on it. */
  underWay(): number;
}

export interface ProtocolOptions {
  schema: GraphQLSchema;
  executeOperation: ExecuteOperation;
  rules: CallerRules;
  isClosed(): boolean;
  onUnexpected(error: unknown, requestId: string): void;
}

const MAX_OPERATIONS = 100;
const TOO_MANY = problem('OVERLOADED', `At most ${MAX_OPERATIONS} operations may be under way on one websocket.`);
const TRANSPORT = { isReadOnly: false, canStream: true };
/** Stands for every operation: the library only looks whether it may have several results. */
const ANY_OPERATION = parse('subscription { any }');

/** The protocol `graphql-transport-ws`, for operations of every kind: by the same operator as over HTTP. */
export function createProtocol({ schema, executeOperation, rules, isClosed, onUnexpected }: ProtocolOptions): Server<Connection> {
  const run = async (payload: object, signal: AbortSignal, { underWay }: Connection) => {
    const requestId = newRequestId();
    const refusal = isClosed() ? SHUTTING_DOWN : underWay() > MAX_OPERATIONS ? TOO_MANY : undefined;
    const asked = refusal ?? readFields(payload);
    const caller = callerOf(rules, requestId, () => signal);
    const failed = (thrown: unknown) => {
      onUnexpected(thrown, requestId);
      return FAILED; // for this operation: others on the websocket go on
    };
    const operated = isProblem(asked) ? asked : await executeOperation(asked, caller, TRANSPORT).catch(failed);
    return isProblem(operated) ? resultOfProblem(operated, requestId) : operated;
  };
  return makeServer<undefined, Connection>({
    onConnect(context) {
      context.extra.underWay = () => Object.keys(context.subscriptions).length;
    },
    async onSubscribe({ extra, subscriptions }, id, payload) {
      const leaving = new AbortController();
      subscriptions[id] = endedBy(() => leaving.abort(LEFT));
      const result: Result & { events?: AsyncIterable<Result> } = await run(payload, leaving.signal, extra);
      if (result.errors && result.data === undefined) return result.errors.map(asGraphqlError);
      return { schema, document: ANY_OPERATION, contextValue: result.events ?? { data: result.data, errors: result.errors } };
    },
    subscribe: ({ contextValue }) => contextValue as OperationResult, // errors are plain by now
    onNext: (_, __, ___, ____, result) => result,
  });
}

const LEFT = new GatewayError('CLIENT_CLOSED_REQUEST', 'The caller left.');

/** Stands for an operation until it has results: the library ends them by `return` when its client leaves, alone or with the connection. */
function endedBy(leave: () => void): AsyncIterable<never> {
  const nothing: AsyncIterableIterator<never> = {
    [Symbol.asyncIterator]: () => nothing,
    next: async () => ({ done: true, value: undefined }),
    async return() {
      leave();
      return { done: true, value: undefined };
    },
  };
  return nothing;
}

/** The library wants errors of its own kind, and sends what they say of themselves. */
function asGraphqlError(error: GraphQLFormattedError): GraphQLError {
  return Object.assign(new GraphQLError(error.message), { toJSON: () => error });
}
