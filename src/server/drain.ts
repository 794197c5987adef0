import type { Server } from 'node:http';

/** How often connections are looked at that have answered their last request since. */
const LOOK_MS = 50;

/**
 * Ends a server gracefully: takes no new connection, closes idle ones at once, lets the requests under way finish,
 * and cuts what is left after `graceMs`.
 */
export async function drain(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const looking = setInterval(() => server.closeIdleConnections(), LOOK_MS);
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(looking);
  clearTimeout(cut);
}
