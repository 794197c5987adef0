/** What services that call themselves compatible do otherwise than OpenAI. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Backend } from '../../../src/model.ts';
import { type ChatUpstream, chatUpstream, type Said } from '../../support/chat-upstream.ts';
import { completion, event } from '../../support/openai-replies.ts';
import { type RawUpstream, rawUpstream } from '../../support/raw-upstream.ts';
import { answerOf, callOf, errorOf, runOne } from '../shared/running.ts';
import { openaiAt } from './openai-at.ts';

let upstream: ChatUpstream | RawUpstream;
let backend: Backend;
afterEach(async () => {
  await backend.close?.();
  await upstream.close();
});

type Body = Readonly<Record<string, unknown>>;

async function start(say: (question: string, time: number, body: Body) => Said, settings = {}): Promise<ChatUpstream> {
  const made: ChatUpstream = await chatUpstream((question, time) => say(question, time, made.requests.at(-1) ?? {}));
  [upstream, backend] = [made, openaiAt(made.url, settings)];
  return made;
}

const refusing = (param: string, code = 'unsupported_value'): Said => ({
  status: 400,
  json: { error: { message: 'sk-canary', type: 'invalid_request_error', param, code } },
});

describe('a model that refuses a field', () => {
  it('is asked once more without it, and never with it again', async () => {
    const { requests } = await start(
      (_, __, body) => ('temperature' in body ? refusing('temperature') : 'logprobs' in body ? refusing('logprobs') : {}),
      { logprobs: true },
    );
    for (let time = 0; time < 3; time++) expect(answerOf(await runOne(backend, 'sentiment', {})).label).toBe('NEGATIVE');
    expect(requests.map((body) => [body.temperature, body.logprobs])).toEqual([
      [0, true],
      [undefined, true],
      ...Array(3).fill([undefined, undefined]),
    ]);
    expect(requests.at(-1)).toHaveProperty('response_format');
  });

  it.each(['max_completion_tokens', 'max_tokens'] as const)('is told the limit by its other name than %s', async (field) => {
    const { requests } = await start(
      (_, __, body) => (field in body ? refusing(field, 'unsupported_parameter') : { content: '{"summary":"Cold soup."}' }),
      { maxOutputTokensField: field },
    );
    answerOf(await runOne(backend, 'summarize', { length: 'SHORT', format: 'PARAGRAPH' }));
    expect(requests.at(-1)).toHaveProperty(field === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens', 8_192);
  });

  it('is asked by the prompt alone where it knows no JSON schema', async () => {
    const { requests } = await start((_, __, body) => ('response_format' in body ? refusing('response_format') : {}));
    expect(answerOf(await runOne(backend, 'sentiment', {})).label).toBe('NEGATIVE');
    expect(requests).toHaveLength(2);
  });

  it.each(['temperature', 'messages', 'sk-canary'])(
    'and says so of %s whatever is sent, is asked no more than twice',
    async (param) => {
      const { requests } = await start(() => refusing(param));
      const error = errorOf(await runOne(backend, 'sentiment', {}));
      expect(error.code).toBe('UNSUPPORTED_OPTION');
      expect(requests.length).toBe(param === 'temperature' ? 2 : 1);
      expect(JSON.stringify([error, error.message, error.cause])).not.toContain('canary');
    },
  );
});

const choice = (change: object) => ({ ...completion('{"label":"NEGATIVE"}'), ...change });

it.each([
  ['none', undefined],
  ['null', null],
  ['a part of the counts', { prompt_tokens: 11, total_tokens: 11 }],
  ['zeros', { prompt_tokens: 0, completion_tokens: 0 }],
  ['counts that are null', { prompt_tokens: null, completion_tokens: null }],
  ['more tokens than there can be', { prompt_tokens: 5_000_000_000, completion_tokens: 1 }],
  ['details without counts', { prompt_tokens_details: { cached_tokens: 0 } }],
])('estimates the usage where the service tells %s', async (_, usage) => {
  await start(() => ({ json: choice({ usage }) }));
  expect((await runOne(backend, 'sentiment', {})).result).toMatchObject({
    value: { label: 'NEGATIVE' },
    usage: { estimated: true },
  });
});

it.each(['stop', 'eos', 'eos_token', 'stop_sequence', 'STOP'])('takes %s for the end', async (finish_reason) => {
  const message = { role: 'assistant', content: '{"label":"NEGATIVE"}' };
  await start(() => ({ json: choice({ choices: [{ index: 0, message, finish_reason }] }) }));
  expect(answerOf(await runOne(backend, 'sentiment', {})).label).toBe('NEGATIVE');
});

it.each([
  ['content_filter', 'CONTENT_REFUSED'],
  ['content_filter: PROHIBITED_CONTENT', 'CONTENT_REFUSED'],
  ['SAFETY', 'CONTENT_REFUSED'],
  ['refusal', 'CONTENT_REFUSED'],
  ['length', 'UPSTREAM_TRUNCATED'],
  ['max_output_tokens', 'UPSTREAM_TRUNCATED'],
  ['model_length', 'UPSTREAM_TRUNCATED'],
  ['insufficient_system_resource', 'UPSTREAM_TRUNCATED'],
  ['tool_calls', 'UPSTREAM_INVALID'],
  ['', 'UPSTREAM_TRUNCATED'],
])('makes of a reply without a message that ended by %j a %s', async (finish_reason, code) => {
  await start(() => ({ json: choice({ choices: [{ index: 0, finish_reason }] }) }));
  expect(errorOf(await runOne(backend, 'sentiment', {})).code).toBe(code);
});

it.each([
  ['with their beginning', '<think>POSITIVE? No: {"label":"POSITIVE"} is wrong.</think>\n'],
  ['whose beginning the template wrote', 'POSITIVE? No: {"label":"POSITIVE"} is wrong.\n</think>\n\n'],
])('reads the answer after thoughts %s, at the first try', async (_, thoughts) => {
  const { requests } = await start(() => ({ content: `${thoughts}{"label":"NEGATIVE"}` }));
  expect(answerOf(await runOne(backend, 'sentiment', {})).label).toBe('NEGATIVE');
  expect(requests).toHaveLength(1);
});

async function streaming(events: readonly string[], text?: string) {
  upstream = await rawUpstream((socket) =>
    socket.end(
      `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n${events.join('')}data: [DONE]\n\n`,
    ),
  );
  backend = openaiAt(upstream.url);
  let heard = '';
  const outcome = await runOne(backend, 'translate', { target: 'pt', source: 'en' }, { hear: (delta) => (heard += delta), text });
  return { outcome, heard };
}

it.each([
  ['in one piece', ['<think>Soup is sopa.</think>\n\nSopa', ' fria.']],
  ['in many', ['\n', '<th', 'ink>', 'Soup', ' is sopa.</th', 'ink>', '\n\n', 'Sopa', ' fria.']],
])('hands out nothing of what a model thinks aloud, %s', async (_, pieces) => {
  const { outcome, heard } = await streaming([...pieces.map((piece) => event(piece)), event('', 'stop')]);
  expect([heard, answerOf(outcome).text]).toEqual(['Sopa fria.', 'Sopa fria.']);
});

it('gives the answer alone of a model that does not say when its thoughts begin', async () => {
  const pieces = ['Soup is ', 'sopa.</thi', 'nk>\n\nSopa', ' fria.'];
  const { outcome } = await streaming([...pieces.map((piece) => event(piece)), event('', 'stop')]);
  expect(answerOf(outcome).text).toBe('Sopa fria.');
});

it('hears a refusal in pieces of which the last is empty', async () => {
  const piece = (refusal: string, finish_reason: string | null) =>
    `data: ${JSON.stringify({ choices: [{ index: 0, delta: { refusal }, finish_reason }] })}\n\n`;
  const { outcome } = await streaming([piece('I cannot', null), piece('', 'stop')]);
  expect(errorOf(outcome).code).toBe('CONTENT_REFUSED');
});

it('waits no longer for the usage where the service goes on to say nothing', async () => {
  upstream = await rawUpstream((socket) => {
    socket.write(`HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n${event('Sopa')}${event('', 'stop')}`);
    const timer = setInterval(() => socket.write('data: {}\n\n'), 100);
    socket.once('close', () => clearInterval(timer));
  });
  backend = openaiAt(upstream.url);
  const call = callOf({ timeoutMs: 3_000 });
  const caller = AbortSignal.timeout(2_500);
  const outcome = await runOne(
    backend,
    'translate',
    { target: 'pt', source: 'en' },
    { call: { ...call, signal: caller }, hear: () => undefined },
  );
  expect([answerOf(outcome).text, caller.aborted]).toEqual(['Sopa', false]);
});

it('takes the mark for no end of thoughts where the text holds it', async () => {
  const { outcome } = await streaming([event('Escreva </think> aqui.'), event('', 'stop')], 'Write </think> here.');
  expect(answerOf(outcome).text).toBe('Escreva </think> aqui.');
});

it.each([['<'], ['<b>Sopa</b>'], ['<thinking is hard']])('hands out %j, which is no thought', async (text) => {
  const { outcome, heard } = await streaming([...[...text].map((sign) => event(sign)), event('', 'stop')]);
  expect([heard, answerOf(outcome).text]).toEqual([text, text]);
});

it('gives no answer of a model that only thought', async () => {
  const { outcome, heard } = await streaming([event('<think>Soup, soup, soup'), event('', 'stop')]);
  expect([heard, errorOf(outcome).code]).toEqual(['', 'OUTPUT_INVALID']);
});

it('reads a stream with pieces that have no choices, and counts in one of them', async () => {
  const { outcome, heard } = await streaming([
    'data: {"choices":null,"usage":{"prompt_tokens_details":{}}}\n\n',
    event('Sopa'),
    'data: {"object":"chat.completion.chunk"}\n\n',
    event('', 'stop'),
    'data: {"usage":{"prompt_tokens":7,"completion_tokens":2}}\n\n',
  ]);
  expect(heard).toBe('Sopa');
  expect(outcome.result).toMatchObject({ usage: { inputTokens: 7, outputTokens: 2, estimated: false } });
});
