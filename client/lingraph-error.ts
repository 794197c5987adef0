/** Codes of the gateway: https://github.com/lingraph/lingraph/blob/main/docs/errors.md. Later gateways may send others. */
export type GatewayCode =
  | 'INPUT_INVALID'
  | 'INPUT_TOO_LONG'
  | 'NOT_FOUND'
  | 'CONTENT_BLOCKED'
  | 'IDEMPOTENCY_CONFLICT'
  | 'UNSUPPORTED_LANGUAGE'
  | 'UNSUPPORTED_OPTION'
  | 'NO_ROUTE'
  | 'RATE_LIMITED'
  | 'BUDGET_EXCEEDED'
  | 'OVERLOADED'
  | 'DEADLINE_EXCEEDED'
  | 'MODEL_NOT_READY'
  | 'MODEL_FAILED'
  | 'MODEL_AUTH_FAILED'
  | 'UPSTREAM_RATE_LIMITED'
  | 'UPSTREAM_UNAVAILABLE'
  | 'UPSTREAM_TIMEOUT'
  | 'UPSTREAM_TRUNCATED'
  | 'UPSTREAM_INVALID'
  | 'OUTPUT_INVALID'
  | 'CONTENT_REFUSED'
  | 'BAD_REQUEST'
  | 'REQUEST_TOO_LARGE'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'SHUTTING_DOWN'
  | 'INTERNAL_SERVER_ERROR'
  | (string & {});

/** Codes of this client: no connection or one that broke off; no answer in time; an answer that is not the gateway's. */
export type ClientCode = 'UNREACHABLE' | 'TIMED_OUT' | 'INVALID_ANSWER';

/** Whose fault it is. NETWORK: something between this client and the gateway. */
export type Origin = 'CALLER' | 'GATEWAY' | 'PROVIDER' | 'LOCAL_MODEL' | 'NETWORK';

/** One model that was asked for an answer, or passed over. */
export interface Attempt {
  backend: string;
  model: string;
  outcome: 'OK' | 'ERROR' | 'TIMEOUT' | 'CANCELLED' | 'SKIPPED_UNHEALTHY' | 'SKIPPED_UNSUPPORTED';
  code: GatewayCode | null;
  latencyMs: number;
}

/** What is supported instead of what was asked for. Lists are empty where there is nothing of the kind to name. */
export interface Supported {
  /** Languages that are read, as BCP 47 tags. */
  languages: readonly string[];
  /** Translation: from which language into which. */
  pairs: readonly { source: string; target: string }[];
  /** Values of the option that the message is about. */
  values: readonly string[];
}

/** What is known of a failure. */
export interface Failure {
  code: GatewayCode | ClientCode;
  message: string;
  origin: Origin;
  /** Whether the same call may succeed when it is made again. */
  retryable: boolean;
  /** How long to wait before that, in milliseconds; absent when nobody can say. */
  retryAfterMs?: number;
  /** The page that explains the code. */
  docs?: string;
  /** Every model that was tried, in order. */
  attempts?: readonly Attempt[];
  /** The field of the input at fault, from its root. */
  path?: readonly string[];
  /** What is supported instead. */
  supported?: Supported;
  requestId?: string;
  cause?: unknown;
}

/** The one error of this client, whatever failed: look at `code`, or at `origin` and `retryable`. */
export class LingraphError extends Error implements Failure {
  readonly code: GatewayCode | ClientCode;
  readonly origin: Origin;
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
  readonly docs: string;
  readonly attempts: readonly Attempt[];
  readonly path: readonly string[];
  readonly supported: Supported;
  readonly requestId?: string;

  constructor(failure: Failure) {
    super(failure.message, { cause: failure.cause });
    this.name = 'LingraphError';
    this.code = failure.code;
    this.origin = failure.origin;
    this.retryable = failure.retryable;
    this.retryAfterMs = failure.retryAfterMs ?? undefined;
    this.docs = failure.docs ?? CLIENT_DOCS;
    this.attempts = failure.attempts ?? [];
    this.path = failure.path ?? [];
    this.supported = failure.supported ?? { languages: [], pairs: [], values: [] };
    this.requestId = failure.requestId;
  }
}

const CLIENT_DOCS = 'https://github.com/lingraph/lingraph/blob/main/docs/how-to/use-the-client.md#errors';
