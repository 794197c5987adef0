import { GatewayError } from '../../src/errors.ts';

const BROKEN_OFF = 'The answer of the provider broke off before its end.';
/** How services that speak this API say that all is told, that there was no more room, and that they gave up. */
const DONE: readonly string[] = ['stop', 'eos', 'eos_token', 'stop_sequence', 'end_turn', 'complete'];
const CUT: readonly string[] = ['length', 'max_tokens', 'max_output_tokens', 'max_new_tokens', 'model_length', 'token_limit'];
/** Some name the filter after it: `content_filter: PROHIBITED_CONTENT`. */
const FILTERED = /^(content_?filter|safety|prohibited_content|blocklist|recitation|refusal|guardrail)/;
const GIVEN_UP: readonly string[] = ['abort', 'aborted', 'error', 'insufficient_system_resource'];

interface Ending {
  /** What the service gives as the reason. */
  reason: string | null | undefined;
  refusal: string | undefined;
  /** How many tokens the model was let write, in words. */
  limit: string;
}

/**
 * What is wrong with how a reply ended, judged by the reason the service gives; no reason at all is a cut reply. Absent when it came to its
 * end. What the model itself ended will end so again.
 */
export function endingError({ reason, refusal, limit }: Ending): GatewayError | undefined {
  const told = reason?.toLowerCase() ?? '';
  if (refusal || FILTERED.test(told))
    return new GatewayError('CONTENT_REFUSED', 'The provider declined to answer this text.', { ofText: true });
  if (told === '' || GIVEN_UP.includes(told)) return new GatewayError('UPSTREAM_TRUNCATED', BROKEN_OFF);
  if (CUT.includes(told))
    return new GatewayError('UPSTREAM_TRUNCATED', `The answer is longer than ${limit}, and broke off.`, { ofText: true });
  if (!DONE.includes(told)) {
    const message = 'The provider ended its answer for a reason that is not known here.';
    return new GatewayError('UPSTREAM_INVALID', message, { ofText: true });
  }
  return undefined;
}
