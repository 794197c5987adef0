import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createConnectionBound } from './connection-bound.ts';
import type { ServerOptions } from './start-server.ts';

const SELDOM_MS = 60_000;

/** A server that bounds its connections and how long each may take to ask. */
export function createHttpServer(options: ServerOptions): Server {
  const { headersTimeoutMs = 10_000, requestTimeoutMs = 30_000 } = options;
  const { maxConnections = 10_000, maxConnectionsPerAddress = 2_500, onRefusedConnections } = options;
  const server = createServer({
    headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: Math.min(1_000, headersTimeoutMs),
    keepAliveTimeout: 65_000,
  });
  server.maxConnections = maxConnections;
  server.prependListener('connection', createConnectionBound(maxConnectionsPerAddress, seldom(onRefusedConnections)));
  const tellCrowded = seldom(onRefusedConnections);
  server.on('drop', () =>
    tellCrowded(`${maxConnections} connections are open; further ones are closed. See server.maxConnections.`),
  );
  return server;
}

/** Takes the address. Rejects when it cannot be had; what goes wrong later, as for want of descriptors, ends no more than one connection. */
export async function listen(server: Server, { host, port, onRefusedConnections }: ServerOptions): Promise<AddressInfo> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const tell = seldom(onRefusedConnections);
  server.on('error', ({ message }) => tell(`A connection could not be taken: ${message}`));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address;
}

/** What can be caused a thousand times a second is told once a minute. */
function seldom(tell: (problem: string) => void = () => {}): (problem: string) => void {
  let toldAt = Number.NEGATIVE_INFINITY;
  return (problem) => {
    if (performance.now() - toldAt < SELDOM_MS) return;
    toldAt = performance.now();
    tell(problem);
  };
}
