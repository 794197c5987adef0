type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** About 25 days: what the Int of a GraphQL reply holds. */
const MAX_MS = 2 ** 31 - 1;

function wait(milliseconds: number): number | undefined {
  return Number.isNaN(milliseconds) ? undefined : Math.min(MAX_MS, Math.max(0, Math.round(milliseconds)));
}

/**
 * How long a provider asks to wait, in milliseconds: `retry-after-ms`, or `retry-after` in seconds or as a date (RFC 9110, 10.2.3).
 * Absent when it says nothing that can be read. `now` is on the clock of `Date.now()`.
 */
export function retryAfterMs(headers: Headers, now: number = Date.now()): number | undefined {
  const inMs = headers['retry-after-ms'];
  if (typeof inMs === 'string' && inMs.trim() !== '') return wait(Number(inMs));
  const value = headers['retry-after'];
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const seconds = Number(value);
  return wait(Number.isNaN(seconds) ? Date.parse(value) - now : seconds * 1000);
}
