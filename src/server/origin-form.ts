import type { IncomingMessage } from 'node:http';

/**
 * Reads a request that names its whole address, as one to a proxy does, like one that names the path. The host of the
 * address then counts in place of the `host` header (RFC 9112, section 3.2.2).
 */
export function toOriginForm(request: IncomingMessage): void {
  const { url = '/' } = request;
  if (url.startsWith('/') || !/^https?:\/\//i.test(url) || !URL.canParse(url)) return;
  const { host, pathname, search } = new URL(url);
  request.url = pathname + search;
  request.headers.host = host;
}
