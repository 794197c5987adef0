import type { Server } from 'node:http';
import type { OpenStreams } from './open-streams.ts';

/** How long before the end of the grace streams are told to end. */
const LAST_WORDS_MS = 500;
/** How often connections are looked at that have answered their last request since. */
const LOOK_MS = 50;

/**
 * Ends a server gracefully: takes no new connection, closes idle ones at once, lets the requests under way finish,
 * ends streams before the grace is over, and cuts what is left after `graceMs`.
 */
export async function drain(server: Server, streams: Pick<OpenStreams, 'endAll'>, graceMs: number): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const looking = setInterval(() => server.closeIdleConnections(), LOOK_MS);
  const end = setTimeout(streams.endAll, Math.max(0, graceMs - LAST_WORDS_MS));
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(looking);
  clearTimeout(end);
  clearTimeout(cut);
}
