import { afterEach, expect, it } from 'vitest';
import type { Backend } from '../../../src/model.ts';
import { type JsonUpstream, jsonUpstream } from '../shared/json-upstream.ts';
import { answerOf, runOne } from '../shared/running.ts';
import { expectOpenai } from './mock.ts';
import { openaiAt } from './openai-at.ts';

let upstream: JsonUpstream;
let backend: Backend;

afterEach(async () => {
  await backend.close?.();
  await upstream.close();
});

const part = (token: string, probability: number, others: Record<string, number> = {}) => ({
  token,
  logprob: Math.log(probability),
  bytes: null,
  top_logprobs: Object.entries({ [token]: probability, ...others }).map(([other, chance]) => ({
    token: other,
    logprob: Math.log(chance),
    bytes: null,
  })),
});

async function start(tokens: ReturnType<typeof part>[] | null, content = tokens?.map(({ token }) => token).join('')) {
  upstream = await jsonUpstream(() => {
    const message = { role: 'assistant', content, refusal: null };
    const choice = { index: 0, finish_reason: 'stop', message, logprobs: tokens && { content: tokens, refusal: null } };
    const json = { id: 'chat-1', object: 'chat.completion', created: 1, model: 'm', choices: [choice] };
    expectOpenai('CreateChatCompletionResponse', json);
    return { json };
  });
  backend = openaiAt(upstream.url, { logprobs: true });
}

it('makes scores and confidence of the log-probabilities it asks for', async () => {
  await start([part('{"label":"', 1), part('POS', 0.8, { NEG: 0.15, NEU: 0.05 }), part('ITIVE', 1), part('"}', 1)]);
  const outcome = await runOne(backend, 'sentiment', {});
  expect(outcome.result).toMatchObject({ confidence: expect.closeTo(0.8, 10) });
  expect(answerOf(outcome).scores).toEqual([
    { label: 'POSITIVE', score: expect.closeTo(0.8, 10) },
    { label: 'NEGATIVE', score: expect.closeTo(0.15, 10) },
    { label: 'NEUTRAL', score: expect.closeTo(0.05, 10) },
  ]);
  expect(upstream.requests[0]?.body).toMatchObject({ logprobs: true, top_logprobs: 5 });
  expectOpenai('CreateChatCompletionRequest', upstream.requests[0]?.body);
});

it('passes over tokens before and behind the text, such as the end of the turn', async () => {
  const text = [part('{"label":"', 1), part('POS', 0.8, { NEG: 0.15 }), part('ITIVE', 1), part('"}', 1)];
  const content = text.map(({ token }) => token).join('');
  await start([part('<think>', 1), part('\n\n</think>', 1), ...text, part('<|im_end|>', 0.9)], content);
  const outcome = await runOne(backend, 'sentiment', {});
  expect(outcome.result).toMatchObject({ confidence: expect.closeTo(0.8, 10) });
  expect(answerOf(outcome).scores[1]).toEqual({ label: 'NEGATIVE', score: expect.closeTo(0.15, 10) });
});

it('gives neither where the service ignores the wish', async () => {
  await start(null, '{"label":"POSITIVE"}');
  const outcome = await runOne(backend, 'sentiment', {});
  expect(outcome.result).not.toHaveProperty('confidence');
  expect(answerOf(outcome).scores.every(({ score }) => score === null)).toBe(true);
});

it('asks for none where nothing has a label', async () => {
  await start(null, '{"summary":"Cold soup."}');
  await runOne(backend, 'summarize', { length: 'SHORT', format: 'PARAGRAPH' });
  expect(upstream.requests[0]?.body).not.toHaveProperty('logprobs');
});
