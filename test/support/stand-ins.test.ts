/** The stand-ins for OpenAI are held to what OpenAI publishes of its replies: a gateway that only knew them would know the real thing. */
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { mockUpstream } from '../../bench/faults/mock-upstream.ts';
import { startChild } from '../../bench/support/child.ts';
import { packageRoot } from '../../src/config/package-root.ts';
import { startMock } from '../backends/openai/mock.ts';
import { completion, event } from './openai-replies.ts';
import { openaiProblem } from './openai-schema.ts';
import { type Fault, rawUpstream } from './raw-upstream.ts';

let stop: (() => Promise<unknown>) | undefined;
afterEach(() => stop?.());

const MESSAGES = [
  { role: 'system', content: 'Reply.' },
  { role: 'user', content: '{"boundary":"b","texts":0}\n' },
];

/** What a stand-in says to a question, as it was sent. */
async function said(url: string, stream: boolean): Promise<string> {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer sk-any' },
    body: JSON.stringify({ model: 'm', messages: MESSAGES, stream, ...(stream && { stream_options: { include_usage: true } }) }),
    signal: AbortSignal.timeout(2_000),
  });
  let text = '';
  try {
    for await (const piece of response.body ?? []) text += Buffer.from(piece).toString();
  } catch {
    // cut off, as faults do
  }
  return text;
}

const isWhole = (data: string) => {
  try {
    return 'choices' in JSON.parse(data);
  } catch {
    return false;
  }
};
const chunksIn = (text: string) => [...text.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => data).filter(isWhole);
const wrong = (text: string) => openaiProblem('CreateChatCompletionResponse', JSON.parse(text));
const wrongChunks = (text: string) => {
  const chunks = chunksIn(text);
  expect(chunks).not.toEqual([]);
  return chunks.flatMap((data) => openaiProblem('CreateChatCompletionStreamResponse', JSON.parse(data)) ?? []);
};

it('knows a reply that is none', () => {
  expect(wrong(JSON.stringify({ ...completion('a'), object: 'chat' }))).toMatch(/object/);
  expect(wrongChunks(event('a').replace('"index":0,', ''))).toHaveLength(1);
});

it.each(['stop', 'length', 'content_filter'] as const)('holds of what is said by hand, up to %s', (finish) => {
  expect(wrong(JSON.stringify(completion('a', finish)))).toBeUndefined();
  expect(wrong(JSON.stringify(completion('a', finish, { read: 1, written: 2 })))).toBeUndefined();
  expect(wrongChunks(event('a') + event('b', finish))).toEqual([]);
});

it.each([
  'the stream ends without a finish',
  'a frame is cut in half',
  'the stream stalls',
  'the stream holds an error',
  'the stream is reset',
  'the stream ends but the connection stays',
] satisfies Fault[])('holds of all whole pieces before %s', async (fault) => {
  const raw = await rawUpstream(fault);
  stop = raw.close;
  expect(wrongChunks(await said(raw.url, true))).toEqual([]);
});

it('holds of the whole reply that faults spoil', async () => {
  const raw = await rawUpstream('the reply is over its limit');
  stop = raw.close;
  expect(wrong(await said(raw.url, false))).toBeUndefined();
});

it.each([
  ['of the fault card', () => mockUpstream()],
  ['of the tests', () => startMock(() => ({ content: 'one two three', usage: { prompt_tokens: 3, completion_tokens: 2 } }))],
])('holds of the mock %s, whole and streamed', async (_, start) => {
  const mock = await start();
  stop = mock.close;
  expect(wrong(await said(mock.url, false))).toBeUndefined();
  expect(wrongChunks(await said(mock.url, true))).toEqual([]);
});

it('holds of the upstream that speed is measured with', async () => {
  const child = startChild([], join(packageRoot, 'dist', 'bench', 'processes', 'upstream.js'));
  stop = child.end;
  const { url } = (await child.heard()) as { url: string };
  expect(wrong(await said(url, false))).toBeUndefined();
});
