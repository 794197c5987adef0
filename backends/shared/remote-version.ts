import { createHash } from 'node:crypto';
import type { UpstreamSettings } from './upstream-settings.ts';

/** Who asks, which changes with each new key. A virtual key is none: it names who answers. */
const CREDENTIALS = /auth|token|secret|password|cookie|signature|credential|(?<!virtual-)key$/i;

/** The headers that may choose who answers, or how: all but credentials. Only a digest of them leaves this file. */
const shapingHeaders = (headers: UpstreamSettings['headers']) =>
  Object.entries(headers)
    .filter(([name]) => !CREDENTIALS.test(name))
    .map(([name, value]) => [name.toLowerCase(), value])
    .toSorted();

/**
 * The version of a model on a server: its name there, and eight hexadecimal digits that change with where it is asked, with what its
 * headers say but for credentials, and with `shaping`, which is all else that shapes its answers. With the version change the keys of caches.
 */
export function remoteVersion(
  name: string,
  { baseUrl, query, headers }: Pick<UpstreamSettings, 'baseUrl' | 'query' | 'headers'>,
  shaping: unknown,
): string {
  const { origin, pathname } = new URL(baseUrl);
  const shaped = shapingHeaders(headers);
  // What has no such header keeps the version it had, and with it what is cached.
  const address = [
    origin,
    pathname.replace(/\/$/, ''),
    Object.entries(query).toSorted(),
    ...(shaped.length === 0 ? [] : [shaped]),
  ];
  const hash = createHash('sha256').update(JSON.stringify([address, shaping]));
  return `${name}+${hash.digest('hex').slice(0, 8)}`;
}
