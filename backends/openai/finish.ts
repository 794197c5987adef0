import { GatewayError } from '../../src/errors.ts';

const TRUNCATED = 'The answer of the provider broke off before its end.';
const DONE: readonly string[] = ['stop', 'eos_token', 'stop_sequence', 'end_turn'];
const CUT: readonly string[] = ['length', 'max_tokens', 'abort'];

type Told = string | null | undefined;

/** What is wrong with how a reply ended, judged by the reason the service gives; no reason at all is a cut reply. Absent when it came to its end. */
export function endingError(reason: Told, refusal: Told): GatewayError | undefined {
  if (refusal || reason === 'content_filter')
    return new GatewayError('CONTENT_REFUSED', 'The provider declined to answer this text.');
  if (!reason) return new GatewayError('UPSTREAM_TRUNCATED', TRUNCATED);
  if (CUT.includes(reason)) {
    return new GatewayError('UPSTREAM_TRUNCATED', 'The answer is longer than the model may write, and broke off.');
  }
  if (!DONE.includes(reason)) {
    return new GatewayError('UPSTREAM_INVALID', 'The provider ended its answer for a reason that is not known here.');
  }
  return undefined;
}
