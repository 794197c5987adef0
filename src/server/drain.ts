import type { Server } from 'node:http';
import type { OpenStreams } from './open-streams.ts';
import type { Websockets } from './websockets.ts';

/** How long before the end of the grace streams are told to end. */
const LAST_WORDS_MS = 500;
/** How often connections are looked at that have answered their last request since. */
const LOOK_MS = 50;

interface Underway {
  streams: Pick<OpenStreams, 'endAll'>;
  websockets: Pick<Websockets, 'closeIdle' | 'closeAll' | 'cutAll'>;
}

/**
 * Ends a server gracefully: takes no new connection, closes idle ones at once, lets what is under way finish,
 * tells streams to end before the grace is over, and cuts what is left after `graceMs`.
 */
export async function drain(server: Server, { streams, websockets }: Underway, graceMs: number): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  const closeIdle = () => {
    server.closeIdleConnections();
    websockets.closeIdle();
  };
  const endStreams = () => {
    streams.endAll();
    websockets.closeAll();
  };
  const cutAll = () => {
    server.closeAllConnections();
    websockets.cutAll();
  };
  closeIdle();
  const looking = setInterval(closeIdle, LOOK_MS);
  const timers = [setTimeout(endStreams, Math.max(0, graceMs - LAST_WORDS_MS)), setTimeout(cutAll, graceMs)];
  await closed;
  clearInterval(looking);
  for (const timer of timers) clearTimeout(timer);
}
