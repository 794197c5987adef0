import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema, parse } from 'graphql';
import { makeServer, type OperationResult, type Server } from 'graphql-ws';
import { readFields } from './graphql-request.ts';
import { isProblem, problem, resultOfProblem } from './http-problem.ts';
import type { Operator, Result } from './operator.ts';
import { type CallerRules, callerOf, newRequestId } from './request-scope.ts';

/** One websocket, as the protocol sees it. */
export interface Connection {
  /** Aborts when it closes. */
  signal: AbortSignal;
  /** How many operations are under way on it. */
  underWay(): number;
}

export interface ProtocolOptions {
  schema: GraphQLSchema;
  operate: Operator;
  rules: CallerRules;
}

const MOST_OPERATIONS = 100;
const TOO_MANY = problem('OVERLOADED', `At most ${MOST_OPERATIONS} operations may be under way on one websocket.`);
const TRANSPORT = { isReadOnly: false, canStream: true };
/** Stands for every operation: the library only looks whether it may have several results. */
const ANY_OPERATION = parse('subscription { any }');

/** The protocol `graphql-transport-ws`, for operations of every kind: by the same operator as over HTTP. */
export function createProtocol({ schema, operate, rules }: ProtocolOptions): Server<Connection> {
  const run = async (payload: object, signal: AbortSignal, isTooMany: boolean) => {
    const requestId = newRequestId();
    const asked = isTooMany ? TOO_MANY : readFields(payload);
    const operated = isProblem(asked)
      ? asked
      : await operate(
          asked,
          callerOf(rules, requestId, () => signal),
          TRANSPORT,
        );
    return isProblem(operated) ? resultOfProblem(operated, requestId) : operated;
  };
  return makeServer<undefined, Connection>({
    onConnect(context) {
      context.extra.underWay = () => Object.keys(context.subscriptions).length;
    },
    async onSubscribe({ extra }, _, payload) {
      const result: Result & { events?: AsyncIterable<Result> } = await run(
        payload,
        extra.signal,
        extra.underWay() > MOST_OPERATIONS,
      );
      if (result.errors && result.data === undefined) return result.errors.map(asGraphqlError);
      return { schema, document: ANY_OPERATION, contextValue: result.events ?? { data: result.data, errors: result.errors } };
    },
    subscribe: ({ contextValue }) => contextValue as OperationResult, // errors are plain by now
    onNext: (_, __, ___, ____, result) => result,
  });
}

/** The library wants errors of its own kind, and sends what they say of themselves. */
function asGraphqlError(error: GraphQLFormattedError): GraphQLError {
  return Object.assign(new GraphQLError(error.message), { toJSON: () => error });
}
