import { GatewayError } from '../../src/errors.ts';

const BROKEN_OFF = 'The answer of the provider broke off before its end.';
/** How services that speak this API say that all is told, that there was no more room, and that they gave up. */
const DONE: readonly string[] = ['stop', 'eos', 'eos_token', 'stop_sequence', 'end_turn', 'complete'];
const CUT: readonly string[] = ['length', 'max_tokens', 'model_length'];
const GIVEN_UP: readonly string[] = ['abort', 'aborted', 'error', 'insufficient_system_resource'];

type Told = string | null | undefined;

/** What is wrong with how a reply ended, judged by the reason the service gives; no reason at all is a cut reply. Absent when it came to its end. */
export function endingError(reason: Told, refusal: Told): GatewayError | undefined {
  const told = reason?.toLowerCase() ?? '';
  // Some name the filter after it: `content_filter: PROHIBITED_CONTENT`.
  if (refusal || told.startsWith('content_filter'))
    return new GatewayError('CONTENT_REFUSED', 'The provider declined to answer this text.');
  if (told === '' || GIVEN_UP.includes(told)) return new GatewayError('UPSTREAM_TRUNCATED', BROKEN_OFF);
  if (CUT.includes(told)) {
    return new GatewayError('UPSTREAM_TRUNCATED', 'The answer is longer than the model may write, and broke off.');
  }
  if (!DONE.includes(told)) {
    return new GatewayError('UPSTREAM_INVALID', 'The provider ended its answer for a reason that is not known here.');
  }
  return undefined;
}
