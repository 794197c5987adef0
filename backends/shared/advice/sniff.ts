import { connect as connectPlain, type Socket, type TcpNetConnectOpts } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { publicLookup } from '../address.ts';
import type { UpstreamSettings } from '../upstream-settings.ts';

const PATIENCE_MS = 1_000;

/** What takes connections and is no server of HTTP at the scheme of `baseUrl`. */
export type Other = 'redis' | 'tls' | 'bytes' | 'silence';

/** What a server says first to a line: '' where it says nothing, undefined where nothing can be reached. Never rejects. */
function firstWords(socket: Socket, line: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let isOpen = false;
    const end = (said?: string) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(said ?? (isOpen ? '' : undefined));
    };
    const timer = setTimeout(end, PATIENCE_MS);
    socket.on('connect', () => {
      isOpen = true;
    });
    socket.on('error', () => end());
    socket.on('close', () => end());
    socket.once('data', (bytes: Buffer) => end(bytes.subarray(0, 64).toString('latin1')));
    socket.write(line);
  });
}

/** Whether a handshake of TLS succeeds, whoever the server says it is: nothing is told to it. Never rejects. */
function takesTls(target: TcpNetConnectOpts): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTls({ ...target, rejectUnauthorized: false });
    const end = (takes: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(takes);
    };
    const timer = setTimeout(end, PATIENCE_MS, false);
    socket.on('secureConnect', () => end(true));
    socket.on('error', () => end(false));
    socket.on('close', () => end(false));
  });
}

const REDIS = /^(\+PONG|-(ERR|NOAUTH|DENIED|LOADING|NOPERM)\b)/;
const HTTP = /^HTTP\//;

/**
 * Finds out what a server is that does not reply as HTTP does: it is sent a handshake of TLS, and a line that a Redis knows.
 * Undefined where nothing can be reached, or only through a proxy, and where HTTP is spoken after all: that server is slow. Never rejects.
 */
export async function sniff({ baseUrl, proxy, allowPrivateAddress }: UpstreamSettings): Promise<Other | undefined> {
  if (proxy !== undefined) return undefined;
  const { protocol, hostname, port } = new URL(baseUrl);
  const target = {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (protocol === 'https:' ? 443 : 80),
    ...(allowPrivateAddress ? {} : { lookup: publicLookup }),
  };
  // Why nothing comes over TLS, a certificate for example, is told by whoever tries to connect.
  if (await takesTls(target)) return protocol === 'https:' ? undefined : 'tls';
  const said = await firstWords(connectPlain(target), 'PING\r\n');
  if (said === undefined || HTTP.test(said)) return undefined;
  if (said === '') return 'silence';
  return REDIS.test(said) ? 'redis' : 'bytes';
}
