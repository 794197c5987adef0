import { createHash } from 'node:crypto';
import type { UpstreamSettings } from './upstream-settings.ts';

/**
 * The version of a model on a server: its name there, and eight hexadecimal digits that change with where it is asked and with `shaping`,
 * which is all else that shapes its answers. With the version change the keys of caches.
 */
export function remoteVersion(
  name: string,
  { baseUrl, query }: Pick<UpstreamSettings, 'baseUrl' | 'query'>,
  shaping: unknown,
): string {
  const { origin, pathname } = new URL(baseUrl);
  const address = [origin, pathname.replace(/\/$/, ''), Object.entries(query).toSorted()];
  const hash = createHash('sha256').update(JSON.stringify([address, shaping]));
  return `${name}+${hash.digest('hex').slice(0, 8)}`;
}
