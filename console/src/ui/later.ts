import { type ComponentType, lazy } from 'react';

/** By then the first page is there, with its answers. */
const afterMs = 2000;

/**
 * A part of the console that is no part of the first load. It is fetched when it is shown, or else a little later: the
 * gateway may be gone when somebody wants it.
 */
export function later<P extends object>(load: () => Promise<ComponentType<P>>) {
  setTimeout(() => load().catch(() => undefined), afterMs);
  return lazy(async () => ({ default: await load() }));
}
