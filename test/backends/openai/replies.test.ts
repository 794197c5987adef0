/** Replies that hold an answer in another form than OpenAI gives it. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Backend } from '../../../src/model.ts';
import { completion, event } from '../../support/openai-replies.ts';
import { type RawUpstream, rawUpstream } from '../../support/raw-upstream.ts';
import { answerOf, errorOf, runOne } from '../shared/running.ts';
import { openaiAt } from './openai-at.ts';

let upstream: RawUpstream;
let backend: Backend;
afterEach(async () => {
  await backend.close?.();
  await upstream.close();
});

async function start(type: string, body: string, settings = {}) {
  upstream = await rawUpstream((socket) =>
    socket.end(`HTTP/1.1 200 OK\r\n${type === '' ? '' : `content-type: ${type}\r\n`}connection: close\r\n\r\n${body}`),
  );
  backend = openaiAt(upstream.url, settings);
}

async function whole(content: unknown) {
  await start('application/json', JSON.stringify(completion(content as string)));
  return runOne(backend, 'sentiment', {});
}

async function streamed(events: readonly string[], type = 'text/event-stream') {
  await start(type, `${events.join('')}data: [DONE]\n\n`);
  return listened();
}

async function listened() {
  let heard = '';
  const hear = (delta: string) => (heard += delta);
  const outcome = await runOne(backend, 'translate', { target: 'pt', source: 'en' }, { hear });
  return { outcome, heard };
}

const thinking = { type: 'thinking', thinking: [{ type: 'text', text: 'Soup is sopa.' }] };
const textPart = (text: string) => ({ type: 'text', text });

describe('content in parts', () => {
  it.each([
    ['thoughts before it', [thinking, textPart('{"label":'), textPart('"NEGATIVE"}')]],
    ['parts of unknown types', [{ type: 'reference', reference_ids: [1] }, textPart('{"label":"NEGATIVE"}'), null, 7]],
    ['the type of another API', [{ type: 'output_text', text: '{"label":"NEGATIVE"}', annotations: [] }]],
    ['texts and no parts', ['{"label":', '"NEGATIVE"}']],
    ['one part and no list', textPart('{"label":"NEGATIVE"}')],
  ])('is joined where it is %s, after one call', async (_, content) => {
    expect(answerOf(await whole(content)).label).toBe('NEGATIVE');
    expect(upstream.requests()).toBe(1);
  });

  it('is refused where a part says so, and no answer where it is thoughts alone', async () => {
    expect(errorOf(await whole([{ type: 'refusal', refusal: 'No.' }])).code).toBe('CONTENT_REFUSED');
    await backend.close?.();
    await upstream.close();
    expect(errorOf(await whole([thinking])).code).toBe('OUTPUT_INVALID');
  });

  it('is handed out of a stream, without thoughts', async () => {
    const pieces = [[thinking], [{ type: 'thinking', thinking: [] }, textPart('Sopa')], ' fria.', []] as unknown as string[];
    const { outcome, heard } = await streamed([...pieces.map((piece) => event(piece)), event('', 'stop')]);
    expect([heard, answerOf(outcome).text]).toEqual(['Sopa fria.', 'Sopa fria.']);
  });
});

describe('a choice that was not asked for', () => {
  const second = (piece: string) => event(piece).replace('"index":0', '"index":1');

  it('is passed over in a whole reply, wherever it stands', async () => {
    const { choices } = completion('{"label":"NEGATIVE"}') as { choices: object[] };
    const other = { index: 1, message: { content: '{"label":"POSITIVE"}' }, finish_reason: 'stop' };
    await start('application/json', JSON.stringify({ choices: [other, ...choices] }));
    expect(answerOf(await runOne(backend, 'sentiment', {})).label).toBe('NEGATIVE');
  });

  it('is no part of a stream', async () => {
    const { outcome, heard } = await streamed([second('Caldo '), event('Sopa'), second('quente'), event(' fria.', 'stop')]);
    expect([heard, answerOf(outcome).text]).toEqual(['Sopa fria.', 'Sopa fria.']);
  });
});

describe('channels', () => {
  const analysis = '<|channel|>analysis<|message|>Soup is sopa. {"label":"POSITIVE"}<|end|><|start|>assistant';

  it('are left out of a whole reply, but for the final one', async () => {
    const outcome = await whole(`${analysis}<|channel|>final <|constrain|>json<|message|>{"label":"NEGATIVE"}<|return|>`);
    expect(answerOf(outcome).label).toBe('NEGATIVE');
    expect(upstream.requests()).toBe(1);
  });

  it('are left out of a stream, but for the final one', async () => {
    const tokens = `${analysis}<|channel|>final<|message|>Sopa fria.<|return|>`.split(/(?=[<|> ])/);
    const { outcome, heard } = await streamed([...tokens.map((token) => event(token)), event('', 'stop')]);
    expect([heard, answerOf(outcome).text]).toEqual(['Sopa fria.', 'Sopa fria.']);
  });

  it('give no answer without a final one', async () => {
    const { outcome, heard } = await streamed([event(analysis), event('', 'stop')]);
    expect([heard, errorOf(outcome).code]).toEqual(['', 'OUTPUT_INVALID']);
  });
});

it.each([
  ['<think>Soup is sopa.</think>Sopa fria.', 'Sopa fria.'],
  ['[THINK]Soup[/THINK]Sopa fria.', 'Sopa fria.'],
  ['Sopa fria.<|im_end|>', 'Sopa fria.'],
])('takes the thoughts out of %j, which a form of JSON held the model to', async (translation, text) => {
  await start('application/json', JSON.stringify(completion(JSON.stringify({ translation }))));
  expect(answerOf(await runOne(backend, 'translate', { target: 'pt', source: 'en' })).text).toBe(text);
});

it.each(['<think>Soup, soup', '<|channel|>analysis<|message|>Soup'])(
  'does not take %j for a translation',
  async (translation) => {
    await start('application/json', JSON.stringify(completion(JSON.stringify({ translation }))));
    expect(errorOf(await runOne(backend, 'translate', { target: 'pt', source: 'en' })).code).toBe('OUTPUT_INVALID');
  },
);

describe('a stream', () => {
  it.each(['text/plain; charset=utf-8', 'application/octet-stream', ''])('is read where it calls itself %j', async (type) => {
    const { outcome, heard } = await streamed([event('Sopa'), event(' fria.', 'stop')], type);
    expect([heard, answerOf(outcome).text]).toEqual(['Sopa fria.', 'Sopa fria.']);
  });

  it('may be a whole reply, of a service that does not stream', async () => {
    const reply = completion('Sopa fria.', 'stop', { read: 7, written: 3 });
    await start('application/json', JSON.stringify(reply, null, 2));
    const { outcome, heard } = await listened();
    expect([heard, answerOf(outcome).text]).toEqual(['Sopa fria.', 'Sopa fria.']);
    expect(outcome.result).toMatchObject({ usage: { inputTokens: 7, outputTokens: 3, estimated: false } });
  });

  it.each([
    ['text/html', '<html><body>Sopa</body></html>\n\n'],
    ['application/json', '{"choices": nonsense}'],
    ['application/json', '[]'],
    ['application/json', '{}'],
    ['text/plain', 'Sopa fria.\n\n'],
  ])('is none where it is %s: %s', async (type, body) => {
    await start(type, body);
    const { outcome, heard } = await listened();
    expect([heard, errorOf(outcome).code]).toEqual(['', 'UPSTREAM_INVALID']);
  });
});
