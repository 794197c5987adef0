import { afterEach, expect, it } from 'vitest';
import { split } from '../../../src/layers/split.ts';
import type { Backend } from '../../../src/model.ts';
import { event } from '../../support/openai-replies.ts';
import { rawUpstream } from '../../support/raw-upstream.ts';
import { answerOf, callOf, errorOf, heardBy, runOf, runOne } from '../shared/running.ts';
import { type Mock, startMock } from './mock.ts';
import { openaiAt } from './openai-at.ts';

let mock: Mock;
let backend: Backend;

async function start(reply: Parameters<typeof startMock>[0], settings: Parameters<typeof openaiAt>[1] = {}) {
  mock = await startMock(reply, { chunkSize: 5 });
  backend = openaiAt(mock.url, settings);
}

afterEach(async () => {
  await backend.close?.();
  await mock.close();
});

const usage = { prompt_tokens: 40, completion_tokens: 8, total_tokens: 48 };
const translation = 'A sopa estava fria, mas o pão estava quente.';

it('hands out the text as it comes and gives the same text at the end', async () => {
  await start(() => ({ content: translation, usage }), { prices: { m: { inputPerMillion: 1, outputPerMillion: 1 } } });
  const deltas: string[] = [];
  const hear = (delta: string) => deltas.push(delta);
  const outcome = await runOne(backend, 'translate', { target: 'pt', source: 'en' }, { hear });
  expect(deltas.length).toBeGreaterThan(3);
  expect(deltas.join('')).toBe(translation);
  expect(answerOf(outcome)).toEqual({ text: translation, source: 'en', target: 'pt' });
  expect(outcome.result).toMatchObject({ usage: { inputTokens: 40, outputTokens: 8, estimated: false, costUsd: 0.000048 } });
});

it('asks for plain text and for the usage, and for no schema', async () => {
  await start(() => ({ content: 'Cold soup.', usage }));
  await runOne(backend, 'summarize', { length: 'SHORT', format: 'PARAGRAPH' }, { hear: () => undefined });
  const body = mock.questions()[0]?.body;
  expect(body).toMatchObject({ stream: true, stream_options: { include_usage: true } });
  expect(body).not.toHaveProperty('response_format');
});

it('takes nothing from what follows the end', async () => {
  const raw = await rawUpstream((socket) =>
    socket.end(
      `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n${event('one', 'stop')}${event(' two', 'stop')}`,
    ),
  );
  const ended = openaiAt(raw.url);
  const deltas: string[] = [];
  const hear = (delta: string) => deltas.push(delta);
  const outcome = await runOne(ended, 'translate', { target: 'pt', source: 'en' }, { hear });
  expect([answerOf(outcome).text, ...deltas]).toEqual(['one', 'one']);
  await raw.close();
  await ended.close?.();
});

it('refuses an echo that comes in the same frame as the end', async () => {
  const raw = await rawUpstream((socket, request) => {
    const boundary = /boundary\\":\\"([0-9a-f]+)/.exec(request)?.[1];
    socket.end(
      `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n${event(`It is ${boundary}`, 'stop')}data: [DONE]\n\n`,
    );
  });
  const echoing = openaiAt(raw.url);
  const deltas: string[] = [];
  const hear = (delta: string) => deltas.push(delta);
  const error = errorOf(await runOne(echoing, 'translate', { target: 'pt', source: 'en' }, { hear }));
  expect([error.code, ...deltas]).toEqual(['OUTPUT_INVALID']);
  await raw.close();
  await echoing.close?.();
});

it('says that the source language is undetermined where nobody knows it', async () => {
  await start(() => translation);
  const outcome = await runOne(backend, 'translate', { target: 'pt' }, { hear: () => undefined });
  expect(answerOf(outcome).source).toBe('und');
});

it('streams each text of a list to its own place', async () => {
  await start(({ texts }) => `[${texts[0]}]`);
  const heard = ['', ''];
  const sinks = heard.map((_, place) => heardBy((delta) => (heard[place] += delta)));
  const batch = { texts: ['one', 'two'], options: { target: 'pt', source: 'en' }, sinks };
  await split(runOf(backend, 'translate'), 8)(batch, callOf());
  expect(heard).toEqual(['[one]', '[two]']);
});

it('streams neither labels nor sentiments', async () => {
  await start(() => '{"label":"POSITIVE"}');
  const deltas: string[] = [];
  await runOne(backend, 'sentiment', {}, { hear: (delta) => deltas.push(delta) });
  expect(deltas).toEqual([]);
});

it.each([
  ['an empty answer', '  ', { length: 'SHORT', format: 'PARAGRAPH' }],
  ['a headline of two lines', 'Soup\nBread', { length: 'SHORT', format: 'HEADLINE' }],
  ['points without a mark', 'Soup cold\nBread warm', { length: 'SHORT', format: 'BULLETS' }],
] as const)('refuses %s after it was streamed', async (_, content, options) => {
  await start(() => content);
  const error = errorOf(await runOne(backend, 'summarize', options, { hear: () => undefined }));
  expect(error.code).toBe('OUTPUT_INVALID');
});

it('hands out nothing after the caller has left', async () => {
  await start(() => 'word '.repeat(2_000));
  const caller = new AbortController();
  let after = 0;
  const hear = () => {
    if (caller.signal.aborted) after += 1;
    caller.abort();
  };
  const call = callOf({ signal: caller.signal });
  const error = errorOf(await runOne(backend, 'translate', { target: 'pt', source: 'en' }, { call, hear }));
  expect(error.code).toBe('CLIENT_CLOSED_REQUEST');
  expect(after).toBeLessThan(50);
});
