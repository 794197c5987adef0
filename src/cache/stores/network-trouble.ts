import type { Trouble } from '../trouble.ts';

const NO_TLS = 'The server in cache.store does not speak TLS there: name its TLS port, or leave TLS out of cache.store.';
const UNKNOWN_AUTHORITY =
  'The certificate of the server in cache.store is of an authority that is unknown here: name its file in NODE_EXTRA_CA_CERTS.';
const FAR = 'The host in cache.store cannot be reached from here: look at the network between.';

const NO_CONNECTION: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens at the address in cache.store: start the server there, or correct the address.',
  ENOTFOUND: 'The name of the host in cache.store is unknown: correct it.',
  EAI_AGAIN: 'The name of the host in cache.store cannot be looked up: the name server does not answer.',
  EHOSTUNREACH: FAR,
  ENETUNREACH: FAR,
  ETIMEDOUT: 'The host in cache.store does not answer: look at the network and the firewall between.',
  ECONNRESET:
    'The connection to the server in cache.store was reset: it was restarted, or what listens there speaks another protocol.',
  EPIPE: 'The connection to the server in cache.store was closed.',
  ERR_SSL_WRONG_VERSION_NUMBER: NO_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NO_TLS,
  CERT_HAS_EXPIRED: 'The certificate of the server in cache.store has expired: renew it there.',
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_AUTHORITY,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
  ERR_TLS_CERT_ALTNAME_INVALID:
    'The certificate of the server in cache.store is for another name: write that name in cache.store.',
};

/** What an error of the network means: of a connection that was not made, or broke. */
export function networkTrouble(error: unknown): Trouble | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const problem = NO_CONNECTION[code];
  return problem === undefined ? undefined : { problem: `${problem} (${code})` };
}
