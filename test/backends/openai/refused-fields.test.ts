/** What services say of a field that they refuse, and what is sent from then on. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Backend } from '../../../src/model.ts';
import { type ChatUpstream, chatUpstream, type Said } from '../../support/chat-upstream.ts';
import { completion, event } from '../../support/openai-replies.ts';
import { type JsonUpstream, jsonUpstream } from '../shared/json-upstream.ts';
import { answerOf, errorOf, runOne } from '../shared/running.ts';
import { openaiAt } from './openai-at.ts';

let upstream: ChatUpstream | JsonUpstream;
let backend: Backend;
afterEach(async () => {
  await backend.close?.();
  await upstream.close();
});

type Body = Readonly<Record<string, unknown>>;

/** Starts a service, and gives the bodies of the requests that came. */
async function start(say: (body: Body, question: string) => Said, settings = {}): Promise<readonly Body[]> {
  const made: ChatUpstream = await chatUpstream((question) => say(made.requests.at(-1) ?? {}, question));
  [upstream, backend] = [made, openaiAt(made.url, settings)];
  return made.requests;
}

const refusal = (status: number, json: object): Said => ({ status, json });
const vllm = (message: string, param: string | null = null) =>
  refusal(400, { error: { message, type: 'BadRequestError', param, code: 400 } });

const sentiment = async (text?: string) => answerOf(await runOne(backend, 'sentiment', {}, { text })).label;

describe('a field that a service does not know', () => {
  const saying: readonly (readonly [string, string, Said])[] = [
    [
      'OpenAI',
      'temperature',
      refusal(400, {
        error: {
          message:
            "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.",
          type: 'invalid_request_error',
          param: 'temperature',
          code: 'unsupported_value',
        },
      }),
    ],
    [
      'FastAPI',
      'response_format',
      refusal(422, {
        detail: [{ type: 'extra_forbidden', loc: ['body', 'response_format'], msg: 'Extra inputs are not permitted', input: {} }],
      }),
    ],
    [
      'llama-cpp-python',
      'response_format',
      refusal(500, {
        error: {
          message:
            "[{'type': 'literal_error', 'loc': ('body', 'response_format', 'type'), 'msg': \"Input should be 'text' or 'json_object'\", 'input': 'json_schema'}]",
          type: 'internal_server_error',
          param: null,
          code: null,
        },
      }),
    ],
    [
      'LiteLLM',
      'logprobs',
      refusal(400, {
        error: {
          message: "litellm.UnsupportedParamsError: model does not support parameters: ['logprobs']",
          type: 'None',
          param: null,
          code: '400',
        },
      }),
    ],
    [
      'a message alone',
      'temperature',
      refusal(400, { error: { message: 'Unrecognized request argument supplied: temperature' } }),
    ],
  ];
  it.each(saying)('in the words of %s, is left out from then on: %s', async (_, field, said) => {
    const requests = await start((body) => (field in body ? said : {}), { logprobs: true });
    for (let time = 0; time < 3; time++) expect(await sentiment()).toBe('NEGATIVE');
    expect(requests.map((body) => field in body)).toEqual([true, false, false, false]);
  });

  it('is the limit by one of its names: it is told by the other', async () => {
    const detail = [
      { type: 'extra_forbidden', loc: ['body', 'max_completion_tokens'], msg: 'Extra inputs are not permitted', input: 80 },
    ];
    const requests = await start((body) => ('max_completion_tokens' in body ? refusal(422, { detail }) : {}));
    for (let time = 0; time < 2; time++) expect(await sentiment()).toBe('NEGATIVE');
    expect(requests.map((body) => 'max_tokens' in body)).toEqual([false, true, true]);
  });
});

describe('the options of a stream', () => {
  it.each([
    [
      'by a message',
      {
        error: {
          message: 'Unrecognized request argument supplied: stream_options',
          type: 'invalid_request_error',
          param: null,
          code: null,
        },
      },
      400,
    ],
    [
      'by its place',
      { detail: [{ loc: ['body', 'stream_options'], msg: 'extra fields not permitted', type: 'value_error.extra' }] },
      422,
    ],
  ])('that are refused %s are left out from then on', async (_, json, status) => {
    const made = await jsonUpstream(({ body }) =>
      'stream_options' in body ? { status, json } : { json: completion('Sopa fria.') },
    );
    [upstream, backend] = [made, openaiAt(made.url)];
    for (let time = 0; time < 2; time++) {
      let heard = '';
      const hear = (delta: string) => (heard += delta);
      const outcome = await runOne(backend, 'translate', { target: 'pt', source: 'en' }, { hear });
      expect([heard, answerOf(outcome).text]).toEqual(['Sopa fria.', 'Sopa fria.']);
    }
    expect(made.requests.map(({ body }) => 'stream_options' in body)).toEqual([true, false, false]);
    expect(made.requests.every(({ body }) => body.stream === true)).toBe(true);
  });
});

describe('a limit that is more than the model has', () => {
  const translate = () => runOne(backend, 'translate', { target: 'pt', source: 'en' });
  const SOUP = '{"translation":"Sopa."}';

  it('is left out from then on, and what has room keeps its own', async () => {
    const requests = await start((body, question) =>
      Number(body.max_completion_tokens) > 2_048
        ? vllm(
            'max_completion_tokens=8192 cannot be greater than max_model_len=2048. Please request fewer output tokens.',
            'max_completion_tokens',
          )
        : { content: question.includes('"target"') ? SOUP : '{"label":"NEGATIVE"}' },
    );
    expect(await sentiment()).toBe('NEGATIVE');
    for (let time = 0; time < 3; time++) expect(answerOf(await translate()).text).toBe('Sopa.');
    const limits = requests.map((body) => body.max_completion_tokens ?? body.max_tokens);
    expect(limits).toEqual([expect.any(Number), 8_192, undefined, undefined, undefined]);
  });

  it.each(['max_tokens is too large', 'Invalid value for max_tokens.', 'max_tokens is too large for this prompt: 300 are left'])(
    'for a first text, in words that name no other, is told to shorter texts as before: %s',
    async (message) => {
      const requests = await start((body, question) =>
        question.includes('long long') && 'max_completion_tokens' in body ? vllm(message, 'max_tokens') : { content: SOUP },
      );
      const text = 'long '.repeat(500);
      expect(answerOf(await runOne(backend, 'translate', { target: 'pt', source: 'en' }, { text })).text).toBe('Sopa.');
      expect(answerOf(await translate()).text).toBe('Sopa.');
      expect(answerOf(await runOne(backend, 'translate', { target: 'pt', source: 'en' }, { text })).text).toBe('Sopa.');
      expect(requests.map((body) => body.max_completion_tokens)).toEqual([8_192, undefined, 8_192, undefined]);
    },
  );

  it.each([
    [
      'vLLM',
      "'max_tokens' or 'max_completion_tokens' is too large: 8192. This model's maximum context length is 2048 tokens and your request has 300 input tokens (8192 > 2048 - 300).",
    ],
    [
      'older vLLM',
      "This model's maximum context length is 2048 tokens. However, you requested 8492 tokens (300 in the messages, 8192 in the completion). Please reduce the length of the messages or completion.",
    ],
    [
      'TGI',
      'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 300 `inputs` tokens and 8192 `max_new_tokens`',
    ],
    [
      'newer vLLM',
      "This model's maximum context length is 2048 tokens. However, you requested 8192 output tokens and your prompt contains at least 300 input tokens. Please reduce the length of the input prompt or the number of requested output tokens.",
    ],
    [
      'SGLang',
      "Requested token count exceeds the model's maximum context length of 2048 tokens. You requested a total of 8492 tokens: 300 tokens from the input messages and 8192 tokens for the completion.",
    ],
    ['a gateway in front of another name', 'max_tokens must be less than or equal to 4096'],
  ])('is left out, however it is called and said: by %s', async (_, message) => {
    const requests = await start((body) => ('max_completion_tokens' in body ? vllm(message) : { content: SOUP }));
    for (let time = 0; time < 3; time++) expect(answerOf(await translate()).text).toBe('Sopa.');
    const limits = requests.map((body) => body.max_completion_tokens ?? body.max_tokens);
    expect(limits).toEqual([8_192, undefined, undefined, undefined]);
  });

  it.each([
    [
      'max_tokens',
      "'max_tokens' or 'max_completion_tokens' is too large: 8192. This model's maximum context length is 9000 tokens and your request has 1500 input tokens (8192 > 9000 - 1500).",
    ],
    ['max_tokens', 'max_tokens is too large'],
    ['max_completion_tokens', 'is too large'],
    [null, "This model's maximum context length is 9000 tokens. However, your prompt contains at least 9001 input tokens."],
  ])('by one long text, told with %s as %j, is not taken from the others', async (param, message) => {
    const requests = await start((_, question) => (question.includes('long long') ? vllm(message, param) : { content: SOUP }));
    for (let time = 0; time < 2; time++) {
      const before = requests.length;
      const error = errorOf(await runOne(backend, 'translate', { target: 'pt', source: 'en' }, { text: 'long '.repeat(500) }));
      expect(error).toMatchObject({ code: 'INPUT_TOO_LONG', ofText: true });
      expect(requests.length - before).toBeLessThanOrEqual(2);
      const asked = requests.length;
      expect(answerOf(await translate()).text).toBe('Sopa.');
      expect(requests.slice(asked).map((body) => body.max_completion_tokens)).toEqual([8_192]);
    }
  });
});

describe('what one caller sends', () => {
  const labels = (...names: string[]) => ({ labels: names.map((name) => ({ name })), multiLabel: false });
  it.each([
    ["Invalid schema for response_format 'classify': enum is too long.", 'response_format'],
    ["Invalid schema for response_format 'classify'.", 'response_format'],
    ['Failed to compile the grammar of the JSON schema.', null],
  ])('takes the form from nobody: labels that a schema cannot hold, told as %j', async (message, param) => {
    const badSchema = refusal(400, { error: { message, type: 'invalid_request_error', param, code: null } });
    const requests = await start((body, question) => {
      if (!question.includes('spam')) return {};
      return 'response_format' in body ? badSchema : { content: '{"label":"spam"}' };
    });
    for (let time = 0; time < 3; time++)
      expect(answerOf(await runOne(backend, 'classify', labels('spam', 'news'))).label).toBe('spam');
    const asked = requests.length;
    expect(await sentiment()).toBe('NEGATIVE');
    expect(answerOf(await runOne(backend, 'classify', labels('NEGATIVE', 'other'))).label).toBe('NEGATIVE');
    expect(requests.slice(asked).map((body) => 'response_format' in body)).toEqual([true, true]);
  });

  it.each([
    ['whatever is sent', () => true],
    ['once, and its answer is none', (body: Body) => 'temperature' in body],
  ])('takes the temperature from nobody: a text at which it is refused %s', async (_, isRefused) => {
    const requests = await start((body, question) => {
      if (question.includes('poison'))
        return isRefused(body)
          ? refusal(400, { error: { message: 'No.', param: 'temperature', code: 'unsupported_value' } })
          : { content: 'prose' };
      return 'temperature' in body ? {} : { content: 'prose' };
    });
    await runOne(backend, 'sentiment', {}, { text: 'poison' });
    const asked = requests.length;
    for (let time = 0; time < 5; time++) expect(await sentiment()).toBe('NEGATIVE');
    expect(requests.length - asked).toBe(5);
  });

  it('takes the temperature from others for no longer than an answer is wrong without it', async () => {
    const requests = await start((body, question) => {
      if (question.includes('poison') && 'temperature' in body)
        return refusal(400, { error: { message: 'No.', param: 'temperature' } });
      return 'temperature' in body || question.includes('poison') ? {} : { content: 'prose' };
    });
    expect(await sentiment('poison')).toBe('NEGATIVE');
    const asked = requests.length;
    for (let time = 0; time < 5; time++) expect(await sentiment()).toBe('NEGATIVE');
    expect(requests.length - asked).toBe(6);
  });
});

describe('an error in a reply of status 200', () => {
  it('is read as the refusal it is', async () => {
    await start(() => ({ json: { error: { message: 'No.', type: 'content_filter', code: 'content_filter' } } }));
    expect(errorOf(await runOne(backend, 'sentiment', {})).code).toBe('CONTENT_REFUSED');
  });

  it('is read in the first frame of a stream, and the field it names left out', async () => {
    const { rawUpstream } = await import('../../support/raw-upstream.ts');
    const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n';
    const frame = `data: ${JSON.stringify({ error: { message: "Unsupported parameter: 'temperature'", code: 400 } })}\n\n`;
    let requests = 0;
    const raw = await rawUpstream((socket) => {
      requests += 1;
      socket.end(head + (requests === 1 ? frame : event('Sopa.', 'stop')));
    });
    [upstream, backend] = [raw as unknown as ChatUpstream, openaiAt(raw.url)];
    const outcome = await runOne(backend, 'translate', { target: 'pt', source: 'en' }, { hear: () => undefined });
    expect([answerOf(outcome).text, requests]).toEqual(['Sopa.', 2]);
  });
});
