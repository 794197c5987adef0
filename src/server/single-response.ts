import { type GraphQLResponse, HeaderMap } from '@apollo/server';
import type { ExecutionResult } from 'graphql';

/** A result in the form that plugins of Apollo answer with, in place of executing. */
export function singleResponse(singleResult: ExecutionResult, status?: number): GraphQLResponse {
  return { http: { headers: new HeaderMap(), status }, body: { kind: 'single', singleResult } };
}
