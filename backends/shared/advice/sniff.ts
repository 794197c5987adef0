import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { publicLookup } from '../address.ts';
import type { UpstreamSettings } from '../upstream-settings.ts';

const PATIENCE_MS = 1_000;

/** What takes connections and is no server of HTTP at the scheme of `baseUrl`. */
export type Other = 'redis' | 'tls' | 'bytes' | 'silence';

/** The first bytes that a server says to `greeting`; '' where it says nothing. Never rejects. */
function firstBytes(socket: Socket, greeting: string): Promise<string> {
  return new Promise((resolve) => {
    const end = (said: string) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(said);
    };
    const timer = setTimeout(end, PATIENCE_MS, '');
    socket.on('error', () => end(''));
    socket.on('close', () => end(''));
    socket.once('data', (bytes: Buffer) => end(bytes.subarray(0, 64).toString('latin1')));
    socket.write(greeting);
  });
}

function takesTls(socket: Socket): Promise<boolean> {
  return new Promise((resolve) => {
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

/** Finds out what a server is that does not reply as HTTP does. It is sent a line that a Redis knows, and a TLS handshake. Never rejects. */
export async function sniff({ baseUrl, allowPrivateAddress }: UpstreamSettings): Promise<Other> {
  const { protocol, hostname, port } = new URL(baseUrl);
  const host = hostname.replace(/^\[|\]$/g, '');
  const target = {
    host,
    port: Number(port) || (protocol === 'https:' ? 443 : 80),
    ...(allowPrivateAddress ? {} : { lookup: publicLookup }),
  };
  // Nothing is told to it, so it does not matter who it says it is.
  if (await takesTls(connectTls({ ...target, rejectUnauthorized: false }))) return 'tls';
  const said = await firstBytes(connectPlain(target), 'PING\r\n');
  if (/^(\+PONG|-(ERR|NOAUTH|DENIED|LOADING|NOPERM))/.test(said)) return 'redis';
  return said === '' ? 'silence' : 'bytes';
}
