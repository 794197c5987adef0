import { inWords, type Trouble } from '../trouble.ts';
import { networkTrouble } from './network-trouble.ts';

type Meaning = readonly [pattern: RegExp, problem: string, lasts?: true];

/** What Redis, or a proxy before it, answers when it does not do what it is asked for. `$1` is the command. */
const REPLIES: readonly Meaning[] = [
  [
    /^NOPERM.* run the '([\w|-]+)' command.*$/is,
    'The Redis user in cache.store may not run $1: give it the rights that docs/how-to/cache-in-a-store.md lists.',
    true,
  ],
  [/^NOPERM/, 'The Redis user in cache.store may not use the keys of the cache: give it the key pattern lingraph*.', true],
  [/^NOAUTH/, 'Redis wants a password. Write the user and the password into cache.store.', true],
  [/^WRONGPASS|invalid username-password|invalid password/i, 'Redis refuses the user or the password in cache.store.', true],
  [/AUTH.*without any password configured/i, 'cache.store holds a password, but this Redis has none: remove it there.', true],
  [
    /^READONLY/,
    'This Redis is a read-only replica: answers are read from it, and none is added. Name its primary in cache.store.',
  ],
  [
    /^OOM/,
    'Redis is full (maxmemory): answers are read from it, and none is added. Allow it more memory, or a maxmemory-policy such as allkeys-lru.',
  ],
  [/^MISCONF/, 'Redis cannot save its data to its disk, and takes no new answers until it can.'],
  [/^NOREPLICAS/, 'Redis takes no new answers: it has fewer replicas than min-replicas-to-write asks for.'],
  [/^LOADING/, 'Redis is still loading its data: it is used when it is done.'],
  [/^BUSY/, 'Redis is busy with a script of somebody else.'],
  [/^MASTERDOWN/, 'This Redis is a replica that has lost its primary, and does not answer until it is back.'],
  [
    /^CLUSTERDOWN/,
    'The Redis Cluster does not serve the keys of the cache: a node is missing, or slots belong to none. `redis-cli --cluster check` tells which.',
  ],
  [/^(?:MOVED|ASK) /, 'The nodes of the Redis Cluster send each to another: `redis-cli --cluster check` tells what is wrong.'],
  [/^TRYAGAIN/, 'The Redis Cluster is moving slots between its nodes.'],
  [/max number of clients/i, 'Redis takes no more connections: raise its maxclients.'],
  [
    /^DENIED/,
    'Redis is in protected mode and takes connections of its own machine only: give it a password, or let it bind the address.',
    true,
  ],
  [
    /DB index|SELECT is not allowed/i,
    'The number of the database at the end of cache.store is not one that Redis has: write /0, or none.',
    true,
  ],
  [/unknown command[ `']+(\w+)?.*$/is, 'Redis, or the proxy before it, does not know the command $1.', true],
  [/unknown RESP type 72\b/i, 'An HTTP server listens at the address in cache.store, not a Redis: correct the port.', true],
  [/unknown RESP type 21\b/i, 'The server in cache.store speaks TLS there: write rediss for redis in cache.store.', true],
  [
    /RESP type|RESP/,
    'What listens at the address in cache.store does not speak the protocol of Redis: correct the host and the port.',
  ],
  [
    /^Connection timeout/i,
    'The host in cache.store does not answer: look at the network and the firewall between, and for rediss whether it speaks TLS there.',
  ],
  [/^Socket timeout/i, 'Redis is connected but silent: it is frozen, or what listens in cache.store is no Redis.'],
  [
    /^Socket closed unexpectedly/i,
    'The connection to Redis is closed by the other side: it was restarted, a proxy between closes it for a command that it does not take, or what listens in cache.store is no Redis.',
  ],
  [
    /before secure TLS connection/i,
    'The server in cache.store does not speak TLS there: name its TLS port, or write redis for rediss.',
  ],
];

/** What an error of Redis means; undefined for one that nobody knows. */
export function redisTrouble(error: unknown): Trouble | undefined {
  const message = inWords(error);
  for (const [pattern, problem, lasts] of REPLIES) {
    const found = pattern.exec(message);
    if (found) return { problem: problem.replace('$1', (found[1] ?? '').toUpperCase()), ...(lasts ? { lasts } : {}) };
  }
  return networkTrouble(error);
}
