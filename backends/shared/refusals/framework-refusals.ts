import type { KnownRefusal } from './known-refusal.ts';

const pydantic = (type: string, loc: readonly (string | number)[], msg: string) => ({ detail: [{ type, loc, msg, input: 1 }] });

/** What servers are built with, and who passes its errors on. */
export const FRAMEWORK_REFUSALS: readonly KnownRefusal[] = [
  {
    server: 'FastAPI',
    about: 'a field it does not have',
    status: 422,
    where: '`detail[].loc` and `detail[].type`',
    body: pydantic('extra_forbidden', ['body', 'max_completion_tokens'], 'Extra inputs are not permitted'),
    sent: { max_completion_tokens: 100 },
    code: 'UNSUPPORTED_OPTION',
    refused: { field: 'max_completion_tokens', why: 'unknown' },
  },
  {
    server: 'FastAPI',
    about: 'a value it does not take',
    status: 422,
    where: '`detail[].loc` and `detail[].type`',
    body: pydantic('less_than_equal', ['body', 'max_tokens'], 'Input should be less than or equal to 4096'),
    sent: { max_tokens: 8_192 },
    code: 'UNSUPPORTED_OPTION',
    refused: { field: 'max_tokens', why: 'value' },
  },
  {
    server: 'FastAPI',
    about: 'nothing is served at this path',
    status: 404,
    where: '`detail`, a text',
    body: { detail: 'Not Found' },
    code: 'MODEL_AUTH_FAILED',
  },
  {
    server: 'Mistral',
    about: 'a field it does not have',
    status: 422,
    where: '`message.detail[].loc`',
    body: { object: 'error', message: pydantic('extra_forbidden', ['body', 'logprobs'], 'Extra inputs are not permitted') },
    sent: { logprobs: true },
    code: 'UNSUPPORTED_OPTION',
    refused: { field: 'logprobs', why: 'unknown' },
  },
  {
    server: 'Mistral',
    about: 'the text is too long',
    status: 400,
    where: '`message`, at the top',
    body: {
      object: 'error',
      message: 'Prompt contains 40000 tokens, too large for model with 32768 maximum context length',
      type: 'invalid_request_error',
    },
    code: 'INPUT_TOO_LONG',
  },
];
