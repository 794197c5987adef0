/** The last gate: what may leave of an error. Everything nobody expected is masked. */
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { ERRORS, type ErrorCode, GatewayError } from '../src/errors.ts';
import { docsOf } from './error-docs.ts';

/** Of a message, in UTF-16 units: some quote what was sent, at whatever length. */
const LONGEST_MESSAGE = 500;
/** Of one error: what is there a thousand times has a thousand places. */
const MAX_LOCATIONS = 20;

/** Of GraphQL errors one around the other. */
const MAX_LAYERS = 10;

const MASKED = 'Something failed that should not fail.';

/** What the GraphQL layer itself says of a request before any resolver ran; its messages quote the request only. */
const ABOUT_THE_REQUEST: ReadonlySet<string> = new Set([
  'BAD_REQUEST',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
] satisfies ErrorCode[]);

/** The error as it goes to the caller: a stable code, and no message that was not written for callers. Never throws. */
export function formatError(error: unknown, requestId: string): GraphQLFormattedError {
  const { code, message, retryAfterMs } = readError(error);
  const { locations, path } = error instanceof GraphQLError ? error : {};
  return {
    message: cut(message),
    locations: locations?.slice(0, MAX_LOCATIONS),
    path,
    extensions: extensionsOf(code, requestId, retryAfterMs),
  };
}

function cut(message: string): string {
  return message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message;
}

/** What every top-level error tells beside its message. */
export function extensionsOf(code: ErrorCode, requestId: string, retryAfterMs?: number) {
  const { origin, retryable } = ERRORS[code];
  return { code, origin, retryable, retryAfterMs, requestId, docs: docsOf(code) };
}

/** True for an error that will be masked: an operator should hear of it. */
export function isUnexpected(error: unknown): boolean {
  return readError(error).code === 'INTERNAL_SERVER_ERROR';
}

/** The error that was thrown, without the GraphQL errors around it. */
export function thrownError(error: unknown): unknown {
  let thrown = error;
  for (let layer = 0; layer < MAX_LAYERS && thrown instanceof GraphQLError && thrown.originalError; layer += 1)
    thrown = thrown.originalError;
  return thrown;
}

interface Read {
  code: ErrorCode;
  message: string;
  retryAfterMs?: number;
}

/** What can be read of anything that was thrown; masked where even reading it throws. */
function readError(error: unknown): Read {
  try {
    return read(error);
  } catch {
    return { code: 'INTERNAL_SERVER_ERROR', message: MASKED };
  }
}

/** The parser calls itself for what is inside: of a document that is nested too deep it says that the stack is full. */
const TOO_DEEP: Read = { code: 'GRAPHQL_PARSE_FAILED', message: 'The document is nested too deep.' };

function read(error: unknown): Read {
  const thrown = thrownError(error);
  if (thrown instanceof GatewayError && thrown.code !== 'INTERNAL_SERVER_ERROR') return thrown;
  if (error instanceof GraphQLError && error.extensions?.code === 'GRAPHQL_PARSE_FAILED' && thrown instanceof RangeError)
    return TOO_DEEP;
  if (!(error instanceof GraphQLError) || !(thrown instanceof GraphQLError))
    return { code: 'INTERNAL_SERVER_ERROR', message: MASKED };
  if (thrown.extensions?.code === 'QUERY_TOO_COMPLEX') return { code: 'QUERY_TOO_COMPLEX', message: thrown.message };
  const code: unknown = error.extensions?.code; // an error of compiled code may have no extensions
  if (isAboutTheRequest(code) && error.path === undefined) return { code, message: error.message };
  if (isArgumentError(error, thrown)) return { code: 'BAD_USER_INPUT', message: thrown.message };
  return { code: 'INTERNAL_SERVER_ERROR', message: MASKED };
}

function isAboutTheRequest(code: unknown): code is ErrorCode {
  return typeof code === 'string' && ABOUT_THE_REQUEST.has(code);
}

/**
 * A variable that turned out to be null where an argument must not be: the executor names the argument in the document. The error
 * of a directive at the root has no path. One that a resolver threw always has.
 */
function isArgumentError(error: GraphQLError, thrown: GraphQLError): boolean {
  return thrown.nodes !== undefined && thrown.path === undefined && (error.path === undefined || thrown !== error);
}
