import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Endpoint, Obstacle } from '../../src/model.ts';
import { publicLookup } from './address.ts';
import { certificateProblem } from './certificate-problem.ts';
import { tlsOptions } from './connections.ts';
import type { UpstreamSettings } from './upstream-settings.ts';

/** A start waits no longer for an address, however long its connections may take later. */
const MAX_PROBE_MS = 3_000;

const SILENT: Obstacle = { problem: 'nothing answers', advice: 'Write an address that this machine can reach.' };
const NO_NAME: Obstacle = {
  problem: 'its name does not resolve',
  advice: 'Correct the name, or look at the network and the DNS of this machine.',
};
const OBSTACLES: Readonly<Record<string, Obstacle>> = {
  ECONNREFUSED: { problem: 'nobody listens there', advice: 'Start the service, or write the host and port where it listens.' },
  ENOTFOUND: NO_NAME,
  EAI_AGAIN: NO_NAME,
  EPRIVATE: {
    problem: 'its name leads to a private address',
    advice: 'Write allowPrivateAddress: true beside it if it is meant.',
  },
};

const obstacleOf = (code = '') => (Object.hasOwn(OBSTACLES, code) ? OBSTACLES[code] : certificateProblem(code)) ?? SILENT;

const addressOf = (url: string) => {
  const { protocol, hostname, port: written } = new URL(url);
  const port = Number(written) || (protocol === 'https:' ? 443 : 80);
  return { hostname, host: hostname.replace(/^\[|\]$/g, ''), port, isTls: protocol === 'https:' };
};

/** The endpoint that the settings of an HTTP service name. `lookup` is how names are resolved. Behind a proxy it is the proxy that is tried. */
export function endpointOf(
  settings: UpstreamSettings,
  lookup: LookupFunction | undefined = settings.allowPrivateAddress || settings.proxy ? undefined : publicLookup,
): Endpoint {
  const { baseUrl, proxy, optional, connectMs } = settings;
  const { hostname, host, port, isTls } = addressOf(proxy ?? baseUrl);
  const open = () => {
    if (!isTls || proxy) return connect({ host, port, lookup });
    return connectTls({ host, port, lookup, ...(isIP(host) ? {} : { servername: host }), ...tlsOptions(settings) });
  };
  return {
    setting: proxy ? 'proxy' : 'baseUrl',
    address: `${hostname}:${port}`,
    optional,
    probe: () => connection(open(), isTls && !proxy ? 'secureConnect' : 'connect', Math.min(connectMs, MAX_PROBE_MS)),
  };
}

/** Waits until a socket is connected, and closes it. */
function connection(socket: Socket, event: 'connect' | 'secureConnect', patienceMs: number): Promise<Obstacle | undefined> {
  return new Promise((resolve) => {
    const end = (obstacle?: Obstacle) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(obstacle);
    };
    const timer = setTimeout(end, patienceMs, SILENT);
    socket.once(event, () => end());
    socket.on('error', (error: NodeJS.ErrnoException) => end(obstacleOf(error.code)));
  });
}
