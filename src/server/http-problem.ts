/** What fails before GraphQL: an error code and the HTTP status that says the same. */
import { extensionsOf } from '../../resolvers/format-error.ts';
import type { ErrorCode } from '../errors.ts';

const STATUS = {
  BAD_REQUEST: 400,
  BAD_USER_INPUT: 400,
  CSRF_BLOCKED: 400,
  QUERY_TOO_COMPLEX: 400,
  PERSISTED_QUERY_NOT_FOUND: 400,
  PERSISTED_QUERY_NOT_SUPPORTED: 400,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  NOT_ACCEPTABLE: 406,
  DEADLINE_EXCEEDED: 408,
  REQUEST_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  HOST_NOT_ALLOWED: 421,
  INTERNAL_SERVER_ERROR: 500,
  OVERLOADED: 503,
  SHUTTING_DOWN: 503,
} as const satisfies { [Code in ErrorCode]?: number };

type ProblemCode = keyof typeof STATUS;

export interface HttpProblem {
  code: ProblemCode;
  message: string;
  status: number;
  headers?: Readonly<Record<string, string>>;
}

/** A refusal of the request as a whole. */
export function problem(code: ProblemCode, message: string, headers?: Readonly<Record<string, string>>): HttpProblem {
  return { code, message, status: STATUS[code], headers };
}

export function isProblem(value: object): value is HttpProblem {
  return 'status' in value && 'code' in value;
}

/** A problem in the form of a GraphQL result. */
export function resultOfProblem({ code, message }: HttpProblem, requestId: string) {
  return { errors: [{ message, extensions: extensionsOf(code, requestId) }] };
}

export const SHUTTING_DOWN = problem('SHUTTING_DOWN', 'This process is shutting down.', { 'retry-after': '1' });

/** Stands for an error that nobody expected: what it says is not for callers. */
export const FAILED = problem('INTERNAL_SERVER_ERROR', 'Something failed that should not fail.');
