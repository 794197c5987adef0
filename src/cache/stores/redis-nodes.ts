import { ErrorReply, type RedisClientType } from '@redis/client';
import calculateSlot from 'cluster-key-slot';
import { openLink, type RedisLink } from './redis-link.ts';

/** A key may be sent on so often: a cluster in order sends it on once. */
const MAX_HOPS = 3;
/** Keys whose slots tell whether this is a cluster: that one node of two has them all happens once in 65,000. */
const PROBES = 16;

/** A Redis, or all nodes of a Redis Cluster of which one is known. */
export interface RedisNodes {
  /** Resolves when the first try to connect has come to something. */
  tried: Promise<unknown>;
  /** Does the work at the node that has the key. */
  ask<T>(key: string, work: (client: RedisClientType) => Promise<T>): Promise<T>;
  /** Every node that has keys of its own. */
  primaries(): Promise<readonly RedisClientType[]>;
  close(): Promise<void>;
}

/** Where a key is, as the node that was asked for it says. */
interface Redirect {
  isMoved: boolean;
  address: string;
}

/**
 * Follows a cluster by what its nodes answer, so that a user needs no right to ask for its map, and one Redis alone is asked
 * nothing more.
 */
export function openNodes(url: string): RedisNodes {
  const root = openLink(url);
  const links = new Map<string, RedisLink>();
  const owners = new Map<number, string>();

  const linkTo = (address: string) => {
    const link = links.get(address) ?? openLink(urlAt(url, address));
    links.set(address, link);
    return link;
  };
  const entrance = () => (root.client.isReady ? root : ([...links.values()].find(({ client }) => client.isReady) ?? root));
  /** Another node may have its keys by now. It is connected to again when it is named again. */
  const forget = (address: string) => {
    for (const [slot, owner] of owners) if (owner === address) owners.delete(slot);
    const link = links.get(address);
    links.delete(address);
    link?.close().catch(() => undefined);
  };

  const ask: RedisNodes['ask'] = async (key, work) => {
    const slot = calculateSlot(key);
    let address = owners.get(slot);
    let isAsking = false;
    for (let hop = 0; ; hop += 1) {
      const link = address === undefined ? entrance() : linkTo(address);
      try {
        await link.tried;
        if (isAsking) link.client.sendCommand(['ASKING']).catch(() => undefined);
        return await work(link.client);
      } catch (error) {
        const redirect = redirectOf(error);
        if (!redirect || hop === MAX_HOPS) {
          const reason = link.reasonOf(error);
          if (address !== undefined && !(error instanceof ErrorReply)) forget(address);
          throw reason;
        }
        address = redirect.address;
        isAsking = !redirect.isMoved;
        if (redirect.isMoved) owners.set(slot, address);
      }
    }
  };

  const primaries = async () => {
    const probes = Array.from({ length: PROBES }, () => `lingraph-probe:${Math.random()}`);
    await Promise.all(probes.map((key) => ask(key, (client) => client.get(key))));
    if (links.size === 0) return [root.client];
    const shards = await entrance().client.clusterSlots();
    const addresses = new Set(shards.map(({ master: { host, port } }) => `${host}:${port}`));
    const all = [...addresses].map(linkTo);
    await Promise.all(all.map(({ tried }) => tried));
    return all.map(({ client }) => client);
  };

  return {
    tried: root.tried,
    ask,
    primaries,
    close: async () => {
      await Promise.allSettled([root, ...links.values()].map((link) => link.close()));
    },
  };
}

/** `MOVED 3999 127.0.0.1:6381` and `ASK 3999 127.0.0.1:6381`; without a host for a node of the same. */
function redirectOf(error: unknown): Redirect | undefined {
  if (!(error instanceof ErrorReply)) return undefined;
  const [, kind, address] = /^(MOVED|ASK) \d+ (\S*:\d+)$/.exec(error.message) ?? [];
  return address === undefined ? undefined : { isMoved: kind === 'MOVED', address };
}

function urlAt(url: string, address: string): string {
  const at = new URL(url);
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon);
  if (host !== '') at.hostname = host.includes(':') ? `[${host}]` : host;
  at.port = address.slice(colon + 1);
  return at.href;
}
