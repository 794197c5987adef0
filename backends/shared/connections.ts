import { readFileSync } from 'node:fs';
import { buildConnector, Client, type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';
import { publicLookup } from './address.ts';
import type { UpstreamSettings } from './upstream-settings.ts';

/** Connections to one origin, kept for later requests. */
export interface Connections {
  /** Sends a request; throws what the connection throws. */
  request(options: Omit<Dispatcher.RequestOptions, 'origin'>): Promise<Dispatcher.ResponseData>;
  /** Ends after the requests under way. */
  close(): Promise<void>;
}

/** Some servers close a connection that was silent for 5 s without a word, so it is given up before. */
const KEPT_MS = 4_000;

/** What becomes of a request on a connection that the server had closed, or was about to close. */
const CLOSED: readonly unknown[] = ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'];

/** How this side shows itself in TLS, and whom it believes. */
export function tlsOptions({ tls }: Pick<UpstreamSettings, 'tls'>): { ca?: Buffer; cert?: Buffer; key?: Buffer } {
  return {
    ...(tls?.caFile ? { ca: readFileSync(tls.caFile) } : {}),
    ...(tls?.certFile ? { cert: readFileSync(tls.certFile) } : {}),
    ...(tls?.keyFile ? { key: readFileSync(tls.keyFile) } : {}),
  };
}

const limits = ({ attemptMs, idleMs, maxBytes }: UpstreamSettings) => ({
  headersTimeout: attemptMs,
  bodyTimeout: idleMs,
  maxResponseSize: maxBytes,
  keepAliveTimeout: KEPT_MS,
  keepAliveMaxTimeout: KEPT_MS,
});

/**
 * Connections of our own. A kept one may be closed by the server in the moment in which it is used again: a request that meets
 * this is sent once more at once, over a new one (RFC 9112, 9.3.1). It says nothing of the model's health.
 */
function direct(origin: string, settings: UpstreamSettings): Connections {
  const { connectMs, allowPrivateAddress } = settings;
  const connect = buildConnector({
    timeout: connectMs,
    ...tlsOptions(settings),
    ...(allowPrivateAddress ? {} : { lookup: publicLookup }),
  });
  const afterReply = new WeakSet<Error>();
  const watched: buildConnector.connector = (target, callback) =>
    connect(target, (...connected) => {
      const [, socket] = connected;
      let hasReplied = false;
      socket?.once('readable', () => {
        hasReplied = socket.readableLength > 0;
      });
      socket?.on('error', (error) => hasReplied && afterReply.add(error));
      callback(...connected);
    });
  const pool = new Pool(origin, { ...limits(settings), connect: watched });
  const isStale = (thrown: unknown) =>
    thrown instanceof Error && 'code' in thrown && CLOSED.includes(thrown.code) && afterReply.has(thrown);
  return {
    async request(options) {
      try {
        return await pool.request(options);
      } catch (thrown) {
        if (!isStale(thrown)) throw thrown;
        const fresh = new Client(origin, { ...limits(settings), connect });
        const reply = fresh.request(options);
        fresh.close().catch(() => undefined); // once the reply is read; the request tells what becomes of it
        return reply;
      }
    },
    close: () => pool.close(),
  };
}

/** Connections through a proxy, but to the hosts it is not meant for. It resolves the names itself. */
function proxied(origin: string, proxy: string, settings: UpstreamSettings): Connections {
  const { connectMs: timeout, noProxy, allowPrivateAddress } = settings;
  const requestTls = { timeout, ...tlsOptions(settings) };
  const agent = new EnvHttpProxyAgent({
    ...limits(settings),
    httpProxy: proxy,
    httpsProxy: proxy,
    noProxy,
    connect: { ...requestTls, ...(allowPrivateAddress ? {} : { lookup: publicLookup }) },
    requestTls,
    proxyTls: { timeout },
    proxyTunnel: false, // only https:// needs a tunnel; many proxies refuse one to another port than 443
  });
  return {
    request: (options) => agent.request({ ...options, origin }),
    close: () => agent.close(),
  };
}

/** Opens connections to an origin as the settings say. None is made before the first request. */
export function openConnections(origin: string, settings: UpstreamSettings): Connections {
  return settings.proxy === undefined ? direct(origin, settings) : proxied(origin, settings.proxy, settings);
}
