import type { IncomingMessage, ServerResponse } from 'node:http';

const PREFLIGHT = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers':
    'content-type, authorization, x-request-id, graphql-require-preflight, apollo-require-preflight, x-apollo-operation-name',
  'access-control-max-age': '86400',
};

/**
 * Lets pages of the listed origins read answers; all others get no CORS header, and so nothing from a browser.
 * True when the request was a preflight of a listed origin, which is then answered.
 */
export function allowOrigin(origins: ReadonlySet<string>, request: IncomingMessage, response: ServerResponse): boolean {
  const { origin } = request.headers;
  if (origins.size === 0) return false;
  response.setHeader('vary', 'origin');
  if (origin === undefined || !origins.has(origin)) return false;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-expose-headers', 'x-request-id, retry-after');
  if (request.method !== 'OPTIONS' || !request.headers['access-control-request-method']) return false;
  response.writeHead(204, PREFLIGHT).end();
  return true;
}
