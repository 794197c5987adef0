import { LingraphError } from './lingraph-error.ts';

/** The connection failed, or broke off in the middle of an answer. */
export function unreachable(cause?: unknown): LingraphError {
  const message = 'The gateway cannot be reached, or the connection broke off.';
  return new LingraphError({ code: 'UNREACHABLE', origin: 'NETWORK', retryable: true, message, cause });
}
