import type { KnownRefusal } from './known-refusal.ts';

/** The services whose API the others speak. */
export const OPENAI_REFUSALS: readonly KnownRefusal[] = [
  {
    server: 'OpenAI',
    about: 'the text is too long',
    status: 400,
    where: '`error.code`',
    body: { error: { message: 'too long', type: 'invalid_request_error', param: 'messages', code: 'context_length_exceeded' } },
    code: 'INPUT_TOO_LONG',
  },
  {
    server: 'OpenAI',
    about: 'the request is larger than the limit of tokens a minute',
    status: 429,
    where: '`error.message`, beside `type: tokens`',
    body: {
      error: {
        message: 'Request too large for m on tokens per min (TPM)',
        type: 'tokens',
        param: null,
        code: 'rate_limit_exceeded',
      },
    },
    code: 'INPUT_TOO_LONG',
  },
  {
    server: 'OpenAI',
    about: 'too many requests',
    status: 429,
    where: '`error.code`',
    body: { error: { message: 'Rate limit reached for m', type: 'requests', param: null, code: 'rate_limit_exceeded' } },
    code: 'UPSTREAM_RATE_LIMITED',
  },
  {
    server: 'OpenAI',
    about: 'no quota is left',
    status: 429,
    where: '`error.code`',
    body: { error: { message: 'quota', type: 'insufficient_quota', param: null, code: 'insufficient_quota' } },
    code: 'MODEL_AUTH_FAILED',
  },
  {
    server: 'OpenAI',
    about: 'a field that the model does not have',
    status: 400,
    where: '`error.param`',
    body: {
      error: {
        message: "Unsupported parameter: 'max_tokens' is not supported with this model.",
        type: 'invalid_request_error',
        param: 'max_tokens',
        code: 'unsupported_parameter',
      },
    },
    sent: { max_tokens: 100 },
    code: 'UNSUPPORTED_OPTION',
    refused: { field: 'max_tokens', why: 'unknown' },
  },
  {
    server: 'OpenAI',
    about: 'a value that the model does not take',
    status: 400,
    where: '`error.param` and `error.code`',
    body: {
      error: {
        message: 'Unsupported value: only the default (1) value is supported.',
        type: 'invalid_request_error',
        param: 'temperature',
        code: 'unsupported_value',
      },
    },
    sent: { temperature: 0 },
    code: 'UNSUPPORTED_OPTION',
    refused: { field: 'temperature', why: 'value' },
  },
  {
    server: 'OpenAI',
    about: 'an output limit above that of the model',
    status: 400,
    where: '`error.param`',
    body: {
      error: {
        message: 'max_tokens is too large: 100000. This model supports at most 16384 completion tokens.',
        type: 'invalid_request_error',
        param: 'max_tokens',
        code: 'invalid_value',
      },
    },
    sent: { max_tokens: 100_000 },
    code: 'UNSUPPORTED_OPTION',
    refused: { field: 'max_tokens', why: 'value', isAboveMost: true },
  },
  {
    server: 'OpenAI',
    about: 'an address that is none',
    status: 404,
    where: '`error.message`',
    body: {
      error: { message: 'Invalid URL (POST /v1/v1/chat/completions)', type: 'invalid_request_error', param: null, code: null },
    },
    code: 'MODEL_AUTH_FAILED',
  },
  {
    server: 'Azure OpenAI',
    about: 'the text was filtered',
    status: 400,
    where: '`error.innererror.code`',
    body: { error: { message: 'filtered', code: '400', innererror: { code: 'ResponsibleAIPolicyViolation' } } },
    code: 'CONTENT_REFUSED',
  },
];
