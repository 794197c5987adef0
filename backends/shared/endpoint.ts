import { connect, type LookupFunction } from 'node:net';
import type { Endpoint, Obstacle } from '../../src/model.ts';
import { publicLookup } from './address.ts';
import type { UpstreamSettings } from './upstream-settings.ts';

/** A start waits no longer for an address, however long its connections may take later. */
const MOST_PROBE_MS = 3_000;

const SILENT: Obstacle = { problem: 'nothing answers', advice: 'Write an address that this machine can reach.' };
const NO_NAME: Obstacle = { problem: 'its name does not resolve', advice: 'Write a name that resolves.' };
const OBSTACLES: Readonly<Record<string, Obstacle>> = {
  ECONNREFUSED: { problem: 'nobody listens there', advice: 'Start the service, or write the host and port where it listens.' },
  ENOTFOUND: NO_NAME,
  EAI_AGAIN: NO_NAME,
  EPRIVATE: {
    problem: 'its name leads to a private address',
    advice: 'Write allowPrivateAddress: true beside it if it is meant.',
  },
};

/** The endpoint that the settings of an HTTP service name. `lookup` is how names are resolved. */
export function endpointOf(
  { baseUrl, optional, connectMs, allowPrivateAddress }: UpstreamSettings,
  lookup: LookupFunction | undefined = allowPrivateAddress ? undefined : publicLookup,
): Endpoint {
  const { protocol, hostname, port: written } = new URL(baseUrl);
  const port = Number(written) || (protocol === 'https:' ? 443 : 80);
  const host = hostname.replace(/^\[|\]$/g, '');
  return {
    setting: 'baseUrl',
    address: `${hostname}:${port}`,
    optional,
    probe: () => connection({ host, port, lookup }, Math.min(connectMs, MOST_PROBE_MS)),
  };
}

function connection(
  target: { host: string; port: number; lookup?: LookupFunction },
  patienceMs: number,
): Promise<Obstacle | undefined> {
  return new Promise((resolve) => {
    const socket = connect(target);
    const end = (obstacle?: Obstacle) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(obstacle);
    };
    const timer = setTimeout(end, patienceMs, SILENT);
    socket.on('connect', () => end());
    socket.on('error', (error: NodeJS.ErrnoException) => end(OBSTACLES[error.code ?? ''] ?? SILENT));
  });
}
