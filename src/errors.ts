/**
 * The single table of error codes. The schema's enum, the docs page, metrics and every layer that decides
 * on an error read it: nothing else says whose fault a code is or what may be done about it.
 */

export type ErrorOrigin = 'CALLER' | 'GATEWAY' | 'PROVIDER' | 'LOCAL_MODEL';

/** Where a caller meets the code: as a member of a result union, or as a top-level GraphQL error. */
export type ErrorSurface = 'InvalidInputError' | 'UnsupportedError' | 'LimitError' | 'ModelError' | 'top-level';

interface ErrorTraits {
  origin: ErrorOrigin;
  /** May the caller send the same request again? */
  retryable: boolean;
  /** Does the gateway itself ask the same model again? */
  retried: boolean;
  /** May another model of the route answer instead? */
  failover: boolean;
  surface: ErrorSurface;
}

const traits = (
  origin: ErrorOrigin,
  surface: ErrorSurface,
  ...may: readonly ('retryable' | 'retried' | 'failover')[]
): ErrorTraits => ({
  origin,
  surface,
  retryable: may.includes('retryable'),
  retried: may.includes('retried'),
  failover: may.includes('failover'),
});

export const ERRORS = {
  INPUT_INVALID: traits('CALLER', 'InvalidInputError'),
  INPUT_TOO_LONG: traits('CALLER', 'InvalidInputError', 'failover'),
  NOT_FOUND: traits('CALLER', 'InvalidInputError', 'failover'),
  CONTENT_BLOCKED: traits('CALLER', 'InvalidInputError'),
  IDEMPOTENCY_CONFLICT: traits('CALLER', 'InvalidInputError'),
  UNSUPPORTED_LANGUAGE: traits('CALLER', 'UnsupportedError', 'failover'),
  UNSUPPORTED_OPTION: traits('CALLER', 'UnsupportedError', 'failover'),
  NO_ROUTE: traits('GATEWAY', 'UnsupportedError'),
  RATE_LIMITED: traits('CALLER', 'LimitError', 'retryable'),
  BUDGET_EXCEEDED: traits('CALLER', 'LimitError'),
  OVERLOADED: traits('GATEWAY', 'LimitError', 'retryable', 'failover'),
  DEADLINE_EXCEEDED: traits('GATEWAY', 'ModelError', 'retryable'),
  MODEL_NOT_READY: traits('LOCAL_MODEL', 'ModelError', 'retryable', 'failover'),
  MODEL_FAILED: traits('LOCAL_MODEL', 'ModelError', 'retryable', 'failover'),
  MODEL_AUTH_FAILED: traits('PROVIDER', 'ModelError', 'failover'),
  UPSTREAM_RATE_LIMITED: traits('PROVIDER', 'ModelError', 'retryable', 'retried', 'failover'),
  UPSTREAM_UNAVAILABLE: traits('PROVIDER', 'ModelError', 'retryable', 'retried', 'failover'),
  UPSTREAM_TIMEOUT: traits('PROVIDER', 'ModelError', 'retryable', 'failover'),
  UPSTREAM_TRUNCATED: traits('PROVIDER', 'ModelError', 'retryable', 'retried', 'failover'),
  UPSTREAM_INVALID: traits('PROVIDER', 'ModelError', 'retryable', 'failover'),
  OUTPUT_INVALID: traits('PROVIDER', 'ModelError', 'retryable', 'failover'),
  CONTENT_REFUSED: traits('PROVIDER', 'ModelError', 'failover'),
  BAD_REQUEST: traits('CALLER', 'top-level'),
  REQUEST_TOO_LARGE: traits('CALLER', 'top-level'),
  UNSUPPORTED_MEDIA_TYPE: traits('CALLER', 'top-level'),
  NOT_ACCEPTABLE: traits('CALLER', 'top-level'),
  METHOD_NOT_ALLOWED: traits('CALLER', 'top-level'),
  CSRF_BLOCKED: traits('CALLER', 'top-level'),
  GRAPHQL_PARSE_FAILED: traits('CALLER', 'top-level'),
  GRAPHQL_VALIDATION_FAILED: traits('CALLER', 'top-level'),
  OPERATION_RESOLUTION_FAILURE: traits('CALLER', 'top-level'),
  BAD_USER_INPUT: traits('CALLER', 'top-level'),
  QUERY_TOO_COMPLEX: traits('CALLER', 'top-level'),
  PERSISTED_QUERY_NOT_FOUND: traits('CALLER', 'top-level'),
  PERSISTED_QUERY_NOT_SUPPORTED: traits('CALLER', 'top-level'),
  UNAUTHENTICATED: traits('CALLER', 'top-level'),
  FORBIDDEN: traits('CALLER', 'top-level'),
  HOST_NOT_ALLOWED: traits('CALLER', 'top-level'),
  STORE_UNAVAILABLE: traits('GATEWAY', 'top-level', 'retryable'),
  SHUTTING_DOWN: traits('GATEWAY', 'top-level', 'retryable'),
  CLIENT_CLOSED_REQUEST: traits('CALLER', 'top-level', 'retryable'),
  INTERNAL_SERVER_ERROR: traits('GATEWAY', 'top-level', 'retryable'),
} as const satisfies Record<string, ErrorTraits>;

export type ErrorCode = keyof typeof ERRORS;

/** How the text of a code begins that clients know already, for a capability to come. */
export const RESERVED = 'Reserved: not sent by this version.';

/** What happened, and what the caller can do about it: the text of the docs page and of the schema's enum values. */
export const ERROR_TEXTS: Readonly<Record<ErrorCode, string>> = {
  INPUT_INVALID: 'A field of the input has a value it may not have. Correct the field that `path` names.',
  INPUT_TOO_LONG: 'The text is longer than the task or the model takes. Shorten or divide the text.',
  NOT_FOUND:
    'What the request names does not exist here: a model, a backend, a classifier, or the path of the URL. Ask `models` for the ids that exist; GraphQL is at `/graphql`.',
  CONTENT_BLOCKED: `${RESERVED} A policy of this gateway does not let the text through. Change the text, or ask the operator about the policy.`,
  IDEMPOTENCY_CONFLICT: `${RESERVED} The idempotency key was used before with another request. Use a new key for a new request.`,
  UNSUPPORTED_LANGUAGE:
    'No configured model reads this language, or translates this pair. Use one of `supported { languages pairs { source target } }`.',
  UNSUPPORTED_OPTION:
    'No configured model offers this option. Use one of `supported { values }`, or configure a backend that has the option.',
  NO_ROUTE:
    'No model is configured that this request may use for this task. Loosen `routing`, or configure a backend for the task.',
  RATE_LIMITED: `${RESERVED} The caller sent more than its rate allows. Wait \`retryAfterMs\`, then send again.`,
  BUDGET_EXCEEDED: `${RESERVED} The caller has spent its budget. Wait for the next period, or raise the budget.`,
  OVERLOADED: 'More work waits than the gateway can finish in time. Wait `retryAfterMs`, then send again.',
  DEADLINE_EXCEEDED:
    'No answer came before the deadline of the request. Send again, with a shorter text or a longer `routing.timeoutMs`.',
  MODEL_NOT_READY: 'The local model is loading, or failed to load. Wait for `/readyz`, or look at `models` for its state.',
  MODEL_FAILED: 'The local model failed on this text. Send again; if it fails again, report the text to the operator.',
  MODEL_AUTH_FAILED:
    'The provider refuses this gateway: its key, its account, or a model, path or certificate of its settings. Tell the operator, who finds the reason in `models { detail }` and in the log.',
  UPSTREAM_RATE_LIMITED: 'The provider asks this gateway to slow down. Wait `retryAfterMs`, then send again.',
  UPSTREAM_UNAVAILABLE: 'The provider could not be reached, or answered with a server error. Send again later.',
  UPSTREAM_TIMEOUT: 'The provider was silent for too long. Send again later.',
  UPSTREAM_TRUNCATED: 'The answer of the provider broke off before its end. Send again.',
  UPSTREAM_INVALID: 'The provider answered with something that is not a reply of its API. Send again later.',
  OUTPUT_INVALID: 'The model answered, but not in the form that was asked for. Send again, or use another model.',
  CONTENT_REFUSED: 'The provider declined to answer this text. Change the text, or use another model.',
  BAD_REQUEST: 'The HTTP request is not a GraphQL request. Send `query` as JSON, as the message says.',
  REQUEST_TOO_LARGE: 'The request body is larger than the gateway reads. Send less in one request.',
  UNSUPPORTED_MEDIA_TYPE: 'The body is not JSON in UTF-8. Send `content-type: application/json`.',
  NOT_ACCEPTABLE:
    'The `accept` header names nothing this gateway can send. Accept `application/graphql-response+json` or `application/json`.',
  METHOD_NOT_ALLOWED: 'The HTTP method is neither GET nor POST, or a GET that must be a POST. Use POST.',
  CSRF_BLOCKED:
    'The request could have been sent by a foreign page without the browser asking first. Send POST with JSON, or a GET with the header `graphql-require-preflight: 1`.',
  GRAPHQL_PARSE_FAILED: 'The document is not GraphQL. Correct the syntax.',
  GRAPHQL_VALIDATION_FAILED: 'The document does not fit the schema. Compare the document with the schema.',
  OPERATION_RESOLUTION_FAILURE: 'The document holds no operation of that name, or several and no name. Send `operationName`.',
  BAD_USER_INPUT: 'A variable does not have the type the operation declares. Correct the variables.',
  QUERY_TOO_COMPLEX:
    'The document asks for more than one request may. Ask for less, as the message says, or use the batch fields.',
  PERSISTED_QUERY_NOT_FOUND:
    'No document is known by this hash or `documentId`. Send a hash together with its document once; send a `documentId` of the trusted documents.',
  PERSISTED_QUERY_NOT_SUPPORTED:
    'The request names a document by its `documentId`, and trusted documents are off here. Send the document as `query`.',
  UNAUTHENTICATED: `${RESERVED} The request carries no valid key. Send \`authorization: Bearer <key>\`.`,
  FORBIDDEN: 'The caller may not do this. The message names what is missing: a setting, or the scope of a key.',
  HOST_NOT_ALLOWED:
    'The `host` header names a server that this one is not. Use the address it listens on, or add the name to `server.allowedHosts`.',
  STORE_UNAVAILABLE:
    'The store of the cache failed or was silent while entries were deleted: some may be left. Send again when it answers, as `cacheStats { storeHealthy }` tells.',
  SHUTTING_DOWN: 'This process is shutting down. Send again: another process answers.',
  CLIENT_CLOSED_REQUEST: 'The caller left before the answer was there. Send again.',
  INTERNAL_SERVER_ERROR: 'Something failed that should not fail. Send again; if it fails again, report the `requestId`.',
};

/** What is supported instead of what was asked for, by its kind. */
export interface Supported {
  /** Languages that are read, as BCP 47 tags. */
  languages?: readonly string[];
  /** From which language into which. */
  pairs?: readonly { source: string; target: string }[];
  /** Values of the option that `path` names, or ids in the place of one that was not found. */
  values?: readonly string[];
}

interface ErrorDetails {
  cause?: unknown;
  /** How long the caller should wait, in milliseconds. */
  retryAfterMs?: number;
  /** The input field at fault, from the root of `input`. */
  path?: readonly string[];
  /** What is supported instead. */
  supported?: Supported;
  /** True where the failure belongs to this text: asked again it would fail again, and it says nothing of the model's health. */
  ofText?: boolean;
}

/**
 * The only error that crosses a border of the gateway. Its message is safe to show to any caller. It has a stack only where nobody expected it:
 * a gateway that refuses thousands a second would spend a tenth of the work on writing down from where.
 */
export class GatewayError extends Error {
  readonly code: ErrorCode;
  readonly retryAfterMs?: number;
  readonly path?: readonly string[];
  readonly supported?: Supported;
  readonly ofText?: boolean;

  constructor(code: ErrorCode, message: string, { cause, retryAfterMs, path, supported, ofText }: ErrorDetails = {}) {
    const { stackTraceLimit } = Error;
    if (code !== 'INTERNAL_SERVER_ERROR') Error.stackTraceLimit = 0;
    super(message, cause === undefined ? undefined : { cause });
    Error.stackTraceLimit = stackTraceLimit;
    this.name = 'GatewayError';
    this.code = code;
    if (retryAfterMs !== undefined) this.retryAfterMs = retryAfterMs;
    if (path !== undefined) this.path = path;
    if (supported !== undefined) this.supported = supported;
    if (ofText) this.ofText = true;
  }

  get traits(): ErrorTraits {
    return ERRORS[this.code];
  }
}

/** Turns anything thrown into a GatewayError; what is not one already becomes `code`, with the original as its cause. */
export function toGatewayError(thrown: unknown, code: ErrorCode, message: string): GatewayError {
  return thrown instanceof GatewayError ? thrown : new GatewayError(code, message, { cause: thrown });
}
