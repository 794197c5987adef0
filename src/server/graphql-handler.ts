import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApolloServer, GraphQLResponse } from '@apollo/server';
import { HeaderMap } from '@apollo/server';
import { createContext } from '../../resolvers/context.ts';
import { formatError, isUnexpected, thrownError } from '../../resolvers/format-error.ts';
import type { Gateway } from '../gateway.ts';
import type { ServerContext } from './compiled-execution.ts';
import type { Documents } from './documents.ts';
import { type GraphqlRequest, readGraphqlRequest } from './graphql-request.ts';
import { isProblem, problem } from './http-problem.ts';
import { GRAPHQL_TYPE, type MediaType, negotiate } from './negotiate.ts';
import { callerOf } from './request-scope.ts';
import { send, sendProblem } from './send.ts';

export interface GraphqlHandlerOptions {
  gateway: Gateway;
  maxBodyBytes: number;
  deadlineMs: number;
  operations: boolean;
  /** Hears of every error that callers see masked. */
  onUnexpected(error: unknown, requestId: string): void;
}

export type Handler = (request: IncomingMessage, response: ServerResponse, requestId: string) => Promise<void>;

/** Answers GraphQL over HTTP. */
export function createGraphqlHandler(
  apollo: ApolloServer<ServerContext>,
  documents: Documents,
  { gateway, maxBodyBytes, deadlineMs, operations, onUnexpected }: GraphqlHandlerOptions,
): Handler {
  return async (request, response, requestId) => {
    const caller = callerOf(response, requestId, deadlineMs, operations);
    const type = negotiate(request.headers.accept);
    if (!type) return sendProblem(response, NOT_ACCEPTABLE, requestId);
    const read = await readGraphqlRequest(request, maxBodyBytes);
    const asked = isProblem(read) ? read : documents.byHash(read);
    if (isProblem(asked)) return sendProblem(response, asked, requestId);
    const writer: ServerContext['writer'] = {};
    const answer = await apollo.executeOperation(
      { ...apolloRequest(asked), http: request.method === 'GET' ? AS_GET : undefined },
      { contextValue: { ...createContext(gateway, caller), writer } },
    );
    const { data, errors } = singleResult(answer);
    for (const error of errors ?? []) if (isUnexpected(error)) onUnexpected(thrownError(error), requestId);
    const { write = JSON.stringify } = writer;
    // Errors come first: whoever reads the answer sees them before a long `data`.
    const body = errors
      ? JSON.stringify({ errors: errors.map((error) => formatError(error, requestId)), data })
      : write({ data });
    // The id is in the errors, and in `meta` for who asks: as a header it goes to who sent one, or has an error to report.
    const headers = errors || request.headers['x-request-id'] ? { 'x-request-id': requestId } : undefined;
    send(response, statusOf(answer, type), type, body, headers);
  };
}

const NOT_ACCEPTABLE = problem('NOT_ACCEPTABLE', 'Accept `application/graphql-response+json` or `application/json`.');

function apolloRequest({ query, persistedHash, operationName, variables }: GraphqlRequest) {
  const extensions = persistedHash === undefined ? undefined : { persistedQuery: { version: 1, sha256Hash: persistedHash } };
  return { query, operationName, variables, extensions };
}

/** Tells Apollo that only a query may run. */
const AS_GET = { method: 'GET', headers: new HeaderMap(), search: '', body: undefined };

function singleResult({ body }: GraphQLResponse) {
  if (body.kind !== 'single') throw new Error('incremental delivery is not served');
  return body.singleResult;
}

/** A client of `application/json` looks for request errors in the body: for it their status is 200. */
function statusOf({ http: { status = 200 } }: GraphQLResponse, type: MediaType): number {
  return status === 400 && type !== GRAPHQL_TYPE ? 200 : status;
}
