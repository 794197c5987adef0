import { scrub } from '../../src/scrub.ts';

/**
 * What may be kept of a failure for an operator: its kind and its code. Its message stays behind, because messages
 * of providers and sockets hold URLs, pieces of keys and the caller's text.
 */
export function scrubbedCause(thrown: unknown): Error {
  if (!(thrown instanceof Error)) return new Error('something that is not an error was thrown');
  const code = 'code' in thrown && typeof thrown.code === 'string' ? ` ${thrown.code}` : '';
  return new Error(scrub(`${thrown.name}${code}`));
}
