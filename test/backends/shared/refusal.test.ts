import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KNOWN_REFUSALS } from '../../../backends/shared/known-refusals.ts';
import { refusal, refusalIn } from '../../../backends/shared/refusal.ts';
import { refusedField } from '../../../backends/shared/refused-field.ts';
import { GatewayError } from '../../../src/errors.ts';
import { allTextOf } from './running.ts';

const said = (error: object) => ({ error });
const codeOf = (status: number, body: unknown, sent = {}) => refusal({ status, body, sent }).code;

describe('a refusal of a known service', () => {
  it.each(KNOWN_REFUSALS.map((known) => [`${known.server}: ${known.about} (${known.status ?? 200})`, known] as const))(
    'is read as what it is: %s',
    (_, { status, body, sent = {}, code, refused }) => {
      const error = refusal({ status, body, sent });
      expect(error.code).toBe(code);
      expect(refusedField(error)).toEqual(refused);
      expect(error.ofText ?? false).toBe(code === 'INPUT_TOO_LONG' || code === 'CONTENT_REFUSED');
    },
  );
});

it.each([
  [400, 'UNSUPPORTED_OPTION'],
  [401, 'MODEL_AUTH_FAILED'],
  [402, 'MODEL_AUTH_FAILED'],
  [403, 'MODEL_AUTH_FAILED'],
  [404, 'MODEL_AUTH_FAILED'],
  [405, 'MODEL_AUTH_FAILED'],
  [408, 'UPSTREAM_UNAVAILABLE'],
  [413, 'INPUT_TOO_LONG'],
  [422, 'UNSUPPORTED_OPTION'],
  [424, 'UPSTREAM_UNAVAILABLE'],
  [429, 'UPSTREAM_RATE_LIMITED'],
  [498, 'UPSTREAM_UNAVAILABLE'],
  [500, 'UPSTREAM_UNAVAILABLE'],
  [501, 'MODEL_AUTH_FAILED'],
  [503, 'UPSTREAM_UNAVAILABLE'],
  [529, 'UPSTREAM_UNAVAILABLE'],
  [302, 'UPSTREAM_INVALID'],
])('reads status %i without a reason as %s', (status, expected) => {
  for (const body of [undefined, '', '<html>', {}, { error: null }, said({ code: 'whatever' }), said({ code: 'constructor' })])
    expect(codeOf(status, body)).toBe(expected);
});

it.each([
  [400, said({ type: 'content_filter' }), 'CONTENT_REFUSED'],
  [400, { type: 'content_filter', message: 'refused' }, 'CONTENT_REFUSED'],
  [403, said({ message: 'Your text was flagged by moderation.' }), 'CONTENT_REFUSED'],
  [400, said({ code: 'context_length_exceeded' }), 'INPUT_TOO_LONG'],
  [400, said({ code: 'string_above_max_length' }), 'INPUT_TOO_LONG'],
  [400, { code: 'DataInspectionFailed', message: 'refused' }, 'CONTENT_REFUSED'],
  [400, said({ type: 'content-filter' }), 'CONTENT_REFUSED'],
  [400, said({ code: 'PromptTooLong' }), 'INPUT_TOO_LONG'],
  [400, said({ code: 'InsufficientBalance' }), 'MODEL_AUTH_FAILED'],
  [403, { detail: { error: 'Violated guardrail policy' } }, 'CONTENT_REFUSED'],
  [400, { message: 'Request prompt has 5000 tokens in total, larger than the model input length limit 4096.' }, 'INPUT_TOO_LONG'],
  [500, said({ message: 'The expanded size of the tensor (900) must match the existing size (514)' }), 'INPUT_TOO_LONG'],
  [500, said({ message: 'Gather node: indices element out of data bounds, idx=514' }), 'INPUT_TOO_LONG'],
  [401, said({ code: 'invalid_api_key' }), 'MODEL_AUTH_FAILED'],
  [400, { error: 'the prompt is too long: 210000 tokens' }, 'INPUT_TOO_LONG'],
  [400, { error: ['the prompt is too long'] }, 'INPUT_TOO_LONG'],
  [400, 'input length exceeds the context length', 'INPUT_TOO_LONG'],
  [400, { errors: [{ message: 'the prompt is too long' }] }, 'INPUT_TOO_LONG'],
  [429, said({ message: 'Limit of 60 requests exceeded. The prompt is fine.' }), 'UPSTREAM_RATE_LIMITED'],
  [500, said({ message: 'upstream request exceeded its timeout' }), 'UPSTREAM_UNAVAILABLE'],
  [403, said({ message: 'blocked by your organization' }), 'MODEL_AUTH_FAILED'],
])('reads status %i of %j as %s', (status, body, expected) => {
  expect(codeOf(status, body)).toBe(expected);
});

it.each([
  [404, { detail: 'Not Found' }, /path .*\/v1/],
  [404, '404 page not found', /path .*\/v1/],
  [404, said({ message: 'Model m does not exist' }), /does not offer this model/],
  [501, { error: 'Not implemented' }, /version of the model/],
])('says what an operator is to look at for status %i of %j', (status, body, words) => {
  expect(refusal({ status, body, sent: {} }).message).toMatch(words);
});

it.each([
  ["Unrecognized request argument supplied: 'stream_options'", { field: 'stream_options', why: 'unknown' }],
  ['stream_options is not supported', { field: 'stream_options', why: 'unknown' }],
  ['Unknown parameter: temperature', { field: 'temperature', why: 'unknown' }],
  ['`temperature` must be above 0', { field: 'temperature', why: 'value' }],
  ['temperature is not supported with this model', { field: 'temperature', why: 'unknown' }],
  ['Only temperature=1 is allowed for this model', { field: 'temperature', why: 'unknown' }],
  ['temperature: Extra inputs are not permitted', { field: 'temperature', why: 'unknown' }],
  ['the temperature of the machine is high', undefined],
  ["'messages' must contain the word json", undefined],
  ["Unknown parameter: 'top_k'", undefined],
])('finds the field that a message without `param` names: %s', (message, expected) => {
  const sent = { model: 'm', messages: [], temperature: 0, stream_options: {} };
  expect(refusedField(refusal({ status: 400, body: said({ message }), sent }))).toEqual(expected);
});

it.each([
  { errors: [{ path: 'temperature', message: 'is not allowed' }] },
  { errors: [{ field: 'temperature', message: 'is not allowed' }] },
  { error: { details: [{ instancePath: '/temperature', message: 'is not allowed' }] } },
])('finds the field by the place that a refusal names: %j', (body) => {
  const sent = { model: 'm', messages: [], temperature: 0 };
  expect(refusedField(refusal({ status: 400, body, sent }))?.field).toBe('temperature');
});

it('finds no field in the path of a request', () => {
  const body = { status: 404, error: 'Not Found', path: '/v1/chat/completions' };
  expect(refusal({ status: 404, body, sent: { model: 'm', messages: [] } }).message).toMatch(/nothing at the path/);
});

it('finds an error in a reply of status 200, and none in an answer', () => {
  expect(refusalIn({ error: { code: 'content_filter' } }, {})?.code).toBe('CONTENT_REFUSED');
  expect(refusalIn([{ error: 'the prompt is too long' }], {})?.code).toBe('INPUT_TOO_LONG');
  expect(refusalIn({ object: 'error', message: 'oh', code: 401 }, {})?.code).toBe('MODEL_AUTH_FAILED');
  expect(refusalIn({ error: 'oh' }, {})?.code).toBe('UPSTREAM_UNAVAILABLE');
  for (const reply of [{ choices: [], error: null }, [], [1, 2], null, 'text', { object: 'list' }])
    expect(refusalIn(reply, {})).toBeUndefined();
});

it('says how long to wait where waiting helps', () => {
  const waits = (status: number, seconds: string) =>
    refusal({ status, body: {}, sent: {}, headers: { 'retry-after': seconds } }).retryAfterMs;
  expect(waits(429, '3600')).toBe(3_600_000);
  expect(waits(503, '1')).toBe(1_000);
  expect(waits(401, '1')).toBeUndefined();
});

it('repeats nothing that a provider says, but names that look like names', () => {
  const canary = 'sk-canary-0123456789';
  const body = { error: { code: canary, type: canary, param: canary, message: `canary ${canary}`, metadata: { raw: canary } } };
  expect(allTextOf(refusal({ status: 401, body, sent: {} }))).not.toContain('canary');
  const named = refusal({ status: 400, body: said({ type: 'BadRequestError', param: 'messages[0].content' }), sent: {} });
  expect((named.cause as Error).message).toBe('status 400, badrequesterror, at messages[0].content');
});

it('gives an error for whatever a body holds', () => {
  fc.assert(
    fc.property(fc.integer({ min: 300, max: 599 }), fc.jsonValue({ maxDepth: 8 }), (status, body) => {
      for (const each of [body, { error: body }, { detail: body }])
        expect(refusal({ status, body: each, sent: { max_tokens: 1 } })).toBeInstanceOf(GatewayError);
    }),
  );
});
