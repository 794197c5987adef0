import type { ApolloServer } from '@apollo/server';
import { type ExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql';
import { type Caller, createContext, type RequestContext } from '../../resolvers/context.ts';
import { formatError, isUnexpected, thrownError } from '../../resolvers/format-error.ts';
import type { Gateway } from '../gateway.ts';
import { withChanges } from '../with-changes.ts';
import type { CompiledRun } from './compile-operation.ts';
import type { CompiledOperations } from './compiled-operations.ts';
import type { Documents } from './documents.ts';
import type { GraphqlRequest } from './graphql-request.ts';
import { type HttpProblem, isProblem } from './http-problem.ts';
import type { ServerContext, Transport } from './server-context.ts';

/** A result whose errors are as callers may see them. */
export interface Result {
  errors?: readonly GraphQLFormattedError[];
  data?: ExecutionResult['data'];
}

type Ungated = Pick<ExecutionResult, 'data'> & { errors?: readonly unknown[] };

/** What became of an operation. */
export interface OperationResult extends Result {
  /** Of HTTP, for a transport that has one. */
  httpStatus: number;
  /** How the result is written, where somebody knows better than JSON.stringify. */
  write?: CompiledRun['write'];
  /** For a subscription that was opened: its results. Whoever takes it reads to the end, or leaves by `return`. Never rejects. */
  events?: AsyncIterableIterator<Result>;
}

/** Named in one answer, and told to the operator: a thousand more would say the same. */
const MAX_ERRORS = 100;

/** Runs operations for every transport: the same checks, the same limits, the same last gate for errors. */
export type ExecuteOperation = (
  request: GraphqlRequest,
  caller: Caller,
  transport: Transport,
) => Promise<OperationResult | HttpProblem>;

export interface ExecuteOperationOptions {
  apollo: ApolloServer<ServerContext>;
  /** Absent where no code may be generated: every document is then interpreted. */
  compiled?: CompiledOperations;
  documents: Documents;
  gateway: Gateway;
  /** Hears of every error that callers see masked. */
  onUnexpected(error: unknown, requestId: string): void;
}

export function createExecuteOperation({
  apollo,
  compiled,
  documents,
  gateway,
  onUnexpected,
}: ExecuteOperationOptions): ExecuteOperation {
  const gate = (result: Ungated, { caller: { requestId }, textRoom }: RequestContext): Result => {
    const problem = textRoom.problem();
    const { data, errors: all } = problem ? { data: null, errors: [toGraphqlError(problem)] } : result;
    if (!all) return { data };
    const errors = all.slice(0, MAX_ERRORS);
    for (const error of errors) if (isUnexpected(error)) onUnexpected(thrownError(error), requestId);
    // Errors come first: whoever reads the answer sees them before a long `data`.
    return { errors: errors.map((error) => formatError(error, requestId)), data };
  };
  return async (request, caller, transport) => {
    const asked = documents.identify(request);
    if (isProblem(asked)) return asked;
    const context = createContext(gateway, caller);
    const run = compiled?.run(asked, context);
    const result = run?.result instanceof Promise ? await run.result : run?.result;
    if (result?.data === undefined) return interpret(asked.request, context, transport);
    const { data, errors } = gate(result, context);
    return { httpStatus: 200, write: run?.write, data, errors };
  };

  async function interpret(request: GraphqlRequest, context: RequestContext, transport: Transport): Promise<OperationResult> {
    const left: ServerContext['left'] = {};
    const contextValue = withChanges(context, { transport, left });
    const { body, http } = await apollo.executeOperation(apolloRequest(request), { contextValue });
    if (body.kind !== 'single') throw new Error('incremental delivery is not served');
    const events = left.events && gated(left.events, (result) => gate(result, context));
    return withChanges({ httpStatus: http.status ?? 200, events }, gate(body.singleResult, context));
  }
}

function apolloRequest({ query, persistedHash, operationName, variables }: GraphqlRequest) {
  const extensions = persistedHash === undefined ? undefined : { persistedQuery: { version: 1, sha256Hash: persistedHash } };
  return { query, operationName, variables, extensions };
}

/** Every result through `gate`; an iterator that throws ends with its error as the last result. */
function gated(events: AsyncIterableIterator<ExecutionResult>, gate: (result: Ungated) => Result) {
  let ended = false;
  const next = async (): Promise<IteratorResult<Result>> => {
    if (ended) return { done: true, value: undefined };
    try {
      const event = await events.next();
      return event.done ? event : { done: false, value: gate(event.value) };
    } catch (thrown) {
      ended = true;
      return { done: false, value: gate({ errors: [toGraphqlError(thrown)] }) };
    }
  };
  const iterator: AsyncIterableIterator<Result> = {
    [Symbol.asyncIterator]: () => iterator,
    next,
    async return() {
      await events.return?.();
      return { done: true, value: undefined };
    },
  };
  return iterator;
}

function toGraphqlError(thrown: unknown): GraphQLError {
  if (thrown instanceof GraphQLError) return thrown;
  return new GraphQLError('', { originalError: thrown instanceof Error ? thrown : new Error(String(thrown)) });
}
