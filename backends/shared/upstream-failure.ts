import { errors } from 'undici';
import { GatewayError } from '../../src/errors.ts';
import { certificateProblem } from './certificate-problem.ts';
import { scrubbedCause } from './scrubbed-cause.ts';

/** What zlib says of bytes that are not of the coding they were announced with. One that ends too early is `Z_BUF_ERROR`. */
const WRONG_CODING = /^(Z_(?!BUF_ERROR)|ERR__ERROR|ZSTD_error)/;

/** The error of a provider that said nothing for as long as a setting of its backend allows. */
export const silentFor = (setting: 'attemptMs' | 'idleMs', cause?: Error) =>
  new GatewayError('UPSTREAM_TIMEOUT', `The provider was silent for longer than \`${setting}\` of its backend allows.`, {
    cause,
  });

/** The error of a reply that is none of the provider's API. */
export const invalidReply = (thrown: unknown) =>
  new GatewayError('UPSTREAM_INVALID', 'The provider answered with something that is not a reply of its API.', {
    cause: scrubbedCause(thrown),
  });

/** What went wrong on the way to a provider or back, in our words. */
export function upstreamFailure(thrown: unknown, replyHadBegun: boolean): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  const cause = scrubbedCause(thrown);
  if (code === 'UND_ERR_HEADERS_TIMEOUT') return silentFor('attemptMs', cause);
  if (code === 'UND_ERR_BODY_TIMEOUT') return silentFor('idleMs', cause);
  const certificate = certificateProblem(code);
  // Nobody asks again: it comes again until somebody changes the certificate or the settings.
  if (certificate) {
    return new GatewayError('MODEL_AUTH_FAILED', `There is no trusted connection to the provider: ${certificate.problem}.`, {
      cause,
    });
  }
  const isNotHttp = thrown instanceof errors.HTTPParserError || code === 'UND_ERR_HEADERS_OVERFLOW';
  if (isNotHttp || code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE' || WRONG_CODING.test(code)) return invalidReply(thrown);
  return replyHadBegun
    ? new GatewayError('UPSTREAM_TRUNCATED', 'The answer of the provider broke off before its end.', { cause })
    : new GatewayError('UPSTREAM_UNAVAILABLE', 'The provider could not be reached.', { cause });
}
