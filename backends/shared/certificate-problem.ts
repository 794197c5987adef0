import type { Obstacle } from '../../src/model.ts';

const UNTRUSTED: Obstacle = {
  problem: 'its certificate is signed by nobody whom this machine trusts',
  advice: 'Write the certificate of who signed it as tls.caFile.',
};
const NO_TLS: Obstacle = { problem: 'it does not speak TLS', advice: 'Write http:// where the service has no TLS.' };

const BY_CODE: Readonly<Record<string, Obstacle>> = {
  CERT_HAS_EXPIRED: { problem: 'its certificate has expired', advice: 'Have the certificate renewed.' },
  CERT_NOT_YET_VALID: {
    problem: 'its certificate is not valid yet',
    advice: 'Set the clock of this machine, or have another certificate made.',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    problem: 'its certificate is for another name',
    advice: 'Write the name that the certificate has into the address.',
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  EPROTO: NO_TLS,
  ERR_SSL_WRONG_VERSION_NUMBER: NO_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NO_TLS,
};

const OTHER: Obstacle = {
  problem: 'no TLS connection can be agreed on',
  advice: 'See whether it wants a client certificate (tls.certFile, tls.keyFile), or what its certificate lacks.',
};

/** What keeps a TLS connection from being made, by the code of the error. Undefined for an error of another kind. It comes again until somebody changes something. */
export function certificateProblem(code: string): Obstacle | undefined {
  if (Object.hasOwn(BY_CODE, code)) return BY_CODE[code];
  return /^(CERT_|ERR_TLS_CERT|ERR_SSL_)|_CERT(_|$)/.test(code) ? OTHER : undefined;
}
