import type { IncomingMessage } from 'node:http';
import { type HttpProblem, problem } from './http-problem.ts';

/** True for an address that only this machine can reach. */
export function isLoopback(host: string): boolean {
  return ['localhost', '::1'].includes(host.toLowerCase()) || host.startsWith('127.');
}

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Checks the `host` header where it can tell friend from foe: a page of another site can have its own name point to
 * loopback, and would then be of the same origin. Where the server listens elsewhere, only once `allowed` names are given.
 */
export function createHostCheck(
  host: string,
  allowed: readonly string[] = [],
): (request: IncomingMessage) => HttpProblem | undefined {
  if (!isLoopback(host) && allowed.length === 0) return () => undefined;
  const own = host.includes(':') ? `[${host}]` : host;
  const names = new Set([...LOOPBACK_NAMES, own, ...allowed].map((name) => name.toLowerCase()));
  let last: string | undefined; // nearly all requests are sent to the same name
  return ({ headers: { host: called } }) => {
    if (called !== undefined && called === last) return undefined;
    if (!names.has(nameIn(called))) return STRANGE;
    last = called;
    return undefined;
  };
}

/** What the operator should know who serves others without a list of names. */
export function hostWarning(host: string, allowed: readonly string[]): string | undefined {
  if (isLoopback(host) || allowed.length > 0) return undefined;
  return `server.host: ${host} is not loopback and server.allowedHosts is empty, so any web page can have its own name point here and read answers in the browsers of those who reach this server. Name the hosts it is called by in server.allowedHosts.`;
}

const STRANGE = problem(
  'HOST_NOT_ALLOWED',
  'This server does not go by the name in the `host` header. Add the name to `server.allowedHosts`.',
);

function nameIn(host = ''): string {
  return host.toLowerCase().replace(/\.?(?::\d*)?$/, '');
}
