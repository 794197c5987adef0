import type { ErrorOrigin, FailureFragment } from '../generated/graphql.ts';

type Attempts = FailureFragment['attempts'];

/** Whose fault: as the schema says it, or the way between this page and the gateway. */
export type Origin = ErrorOrigin | 'CONNECTION';

/** What went wrong, in one shape for typed errors, top-level errors and requests that never arrived. */
export interface Failure {
  code: string;
  message: string;
  origin: Origin;
  retryable: boolean;
  retryAfterMs?: number;
  docs?: string;
  /** The input field at fault. */
  path?: readonly string[];
  /** What can be done instead, in words. */
  supported?: readonly string[];
  attempts: Attempts;
  requestId?: string;
}

export function typedFailure(error: FailureFragment): Failure {
  return {
    code: error.code,
    message: error.message,
    origin: error.origin,
    retryable: error.retryable,
    retryAfterMs: error.retryAfterMs ?? undefined,
    docs: error.docs,
    path: 'path' in error ? error.path : undefined,
    supported: 'supported' in error ? wordsOf(error.supported) : undefined,
    attempts: error.attempts,
  };
}

type Supported = Extract<FailureFragment, { supported: unknown }>['supported'];

function wordsOf({ languages, pairs, values }: Supported): readonly string[] {
  return [...languages, ...pairs.map(({ source, target }) => `${source} → ${target}`), ...values];
}

const origins: readonly string[] = ['CALLER', 'GATEWAY', 'PROVIDER', 'LOCAL_MODEL'];

function isOrigin(value: unknown): value is ErrorOrigin {
  return typeof value === 'string' && origins.includes(value);
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const mayPass = (status: number): boolean => status >= 500 || status === 429;

export function topLevelFailure(error: { message?: unknown; extensions?: Record<string, unknown> }, status: number): Failure {
  const { code, origin, retryable, retryAfterMs, docs, requestId } = error.extensions ?? {};
  return {
    code: text(code) ?? `HTTP_${status}`,
    message: text(error.message) ?? 'The gateway gave no reason.',
    origin: isOrigin(origin) ? origin : status < 500 ? 'CALLER' : 'GATEWAY',
    retryable: typeof retryable === 'boolean' ? retryable : mayPass(status),
    retryAfterMs: typeof retryAfterMs === 'number' ? retryAfterMs : undefined,
    docs: text(docs),
    attempts: [],
    requestId: text(requestId),
  };
}

/** For an answer that is not GraphQL: a proxy's page, a cut connection. */
export function strayFailure(status: number): Failure {
  const isWell = status < 300;
  return {
    code: `HTTP_${status}`,
    message: isWell
      ? 'The answer cannot be read: it broke off on its way, or something between this page and the gateway wrote it.'
      : `Something between this page and the gateway answered with status ${status} instead of GraphQL.`,
    origin: 'CONNECTION',
    retryable: isWell || mayPass(status),
    attempts: [],
  };
}

/** Whether another key may help: this one is missing, wrong, or no longer valid. */
export const isAboutKey = ({ code }: Failure): boolean => code === 'UNAUTHENTICATED' || code === 'HTTP_401';

export function unreachable(): Failure {
  return {
    code: 'DISCONNECTED',
    message: 'The gateway cannot be reached. Is it running, and is this machine connected?',
    origin: 'CONNECTION',
    retryable: true,
    attempts: [],
  };
}

export function brokenOff(): Failure {
  return {
    code: 'STREAM_BROKEN',
    message: 'The answer broke off before its end. Send the text again.',
    origin: 'CONNECTION',
    retryable: true,
    attempts: [],
  };
}
