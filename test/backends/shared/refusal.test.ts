import { expect, it } from 'vitest';
import { refusal } from '../../../backends/shared/refusal.ts';

it.each([
  [400, '', 'UNSUPPORTED_OPTION'],
  [401, '', 'MODEL_AUTH_FAILED'],
  [401, 'invalid_api_key', 'MODEL_AUTH_FAILED'],
  [402, '', 'MODEL_AUTH_FAILED'],
  [403, '', 'MODEL_AUTH_FAILED'],
  [404, 'model_not_found', 'MODEL_AUTH_FAILED'],
  [408, '', 'UPSTREAM_UNAVAILABLE'],
  [413, '', 'INPUT_TOO_LONG'],
  [400, 'context_length_exceeded', 'INPUT_TOO_LONG'],
  [400, 'content_filter', 'CONTENT_REFUSED'],
  [422, '', 'UNSUPPORTED_OPTION'],
  [429, '', 'UPSTREAM_RATE_LIMITED'],
  [429, 'insufficient_quota', 'MODEL_AUTH_FAILED'],
  [500, '', 'UPSTREAM_UNAVAILABLE'],
  [503, 'whatever', 'UPSTREAM_UNAVAILABLE'],
  [529, '', 'UPSTREAM_UNAVAILABLE'],
  [302, '', 'UPSTREAM_INVALID'],
  [500, 'constructor', 'UPSTREAM_UNAVAILABLE'],
])('reads status %i with code "%s" as %s', (status, code, expected) => {
  expect(refusal(status, { code }, {}).code).toBe(expected);
});

it('says how long to wait where waiting helps', () => {
  expect(refusal(429, {}, { 'retry-after': '3600' }).retryAfterMs).toBe(3_600_000);
  expect(refusal(503, {}, { 'retry-after': '1' }).retryAfterMs).toBe(1_000);
  expect(refusal(401, {}, { 'retry-after': '1' }).retryAfterMs).toBeUndefined();
});

it('repeats nothing the provider says but codes that are known', () => {
  const error = refusal(401, { code: 'sk-canary-0123456789' }, {});
  expect(JSON.stringify([error.message, (error.cause as Error).message])).not.toContain('canary');
});
