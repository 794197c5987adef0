import type { Socket } from 'node:net';

/** Closes a connection at once when `most` of its address are open already, and says so to `onRefused`. */
export function createConnectionBound(most: number, onRefused: (problem: string) => void): (socket: Socket) => void {
  const open = new Map<string, Set<Socket>>();
  return (socket) => {
    const network = networkOf(socket.remoteAddress ?? '');
    const those = open.get(network) ?? new Set();
    if (those.has(socket)) return; // a connection that was given back to the server after a wish for an upgrade
    if (those.size >= most) {
      onRefused(`${most} connections of ${network} are open; further ones are closed. See server.maxConnectionsPerAddress.`);
      socket.destroy();
      return;
    }
    open.set(network, those.add(socket));
    socket.once('close', () => {
      those.delete(socket);
      if (those.size === 0) open.delete(network);
    });
  };
}

/** What one caller has for certain: an address of version 4, or the 64 bits that lead an address of version 6. */
export function networkOf(address: string): string {
  const [, mapped] = /^::ffff:([\d.]+)$/i.exec(address) ?? [];
  if (mapped || !address.includes(':')) return mapped ?? address;
  const [left = [], right = []] = address.split('::').map((part) => part.split(':').filter(Boolean));
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  return `${[...left, ...zeros, ...right].slice(0, 4).join(':')}::/64`;
}
