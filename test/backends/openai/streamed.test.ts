/** Whole answers that are asked for as streams: `streamed: true`. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { Backend } from '../../../src/model.ts';
import { completion, event } from '../../support/openai-replies.ts';
import { answerOf, callOf, errorOf, runOne } from '../shared/running.ts';
import { openaiAt } from './openai-at.ts';

interface Server {
  url: string;
  bodies: Record<string, unknown>[];
  /** How many streams ended because nobody read them any more. */
  left(): number;
  close(): Promise<unknown>;
}

let server: Server;
let backend: Backend;
afterEach(async () => {
  await backend.close?.();
  await server.close();
});

async function start(answer: (response: ServerResponse, body: Record<string, unknown>) => void, settings = {}): Promise<void> {
  const bodies: Record<string, unknown>[] = [];
  let left = 0;
  const http = createServer(async (message, response) => {
    const body = JSON.parse(Buffer.concat(await message.toArray()).toString());
    bodies.push(body);
    response.on('close', () => {
      if (!response.writableFinished) left += 1;
    });
    answer(response, body);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const close = () => {
    http.closeAllConnections();
    return new Promise((resolve) => http.close(resolve));
  };
  server = { url, bodies, left: () => left, close };
  backend = openaiAt(url, { streamed: true, ...settings });
}

const sse = (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/event-stream' });

it('gathers an answer that comes in pieces, with its scores and what it took', async () => {
  const piece = (token: string, logprob: number) => {
    const choice = { index: 0, delta: { content: token }, finish_reason: null, logprobs: { content: [{ token, logprob }] } };
    return `data: ${JSON.stringify({ choices: [choice] })}\n\n`;
  };
  await start(
    (response) => {
      sse(response).write(piece('{"label":"', 0) + piece('POS', Math.log(0.8)));
      response.write(piece('ITIVE', 0) + piece('"}', 0) + event('', 'stop'));
      response.end('data: {"choices":[],"usage":{"prompt_tokens":40,"completion_tokens":5}}\n\ndata: [DONE]\n\n');
    },
    { logprobs: true },
  );
  const outcome = await runOne(backend, 'sentiment', {});
  expect(answerOf(outcome).scores[0]).toEqual({ label: 'POSITIVE', score: expect.closeTo(0.8, 10) });
  expect(outcome.result).toMatchObject({ confidence: expect.closeTo(0.8, 10), usage: { inputTokens: 40, outputTokens: 5 } });
  expect(server.bodies).toMatchObject([{ stream: true, stream_options: { include_usage: true }, logprobs: true }]);
});

it('stops the work of a server when its caller leaves, or its time is over', async () => {
  await start((response) => sse(response).write(event('{"lab')));
  const leaving = new AbortController();
  const asked = runOne(backend, 'sentiment', {}, { call: callOf({ signal: leaving.signal }) });
  await expect.poll(() => server.bodies.length).toBe(1);
  leaving.abort();
  await asked.catch(() => undefined);
  await expect.poll(() => server.left()).toBe(1);
  await runOne(backend, 'sentiment', {}, { call: callOf({ timeoutMs: 40 }) }).catch(() => undefined);
  await expect.poll(() => server.left()).toBe(2);
});

it('reads the whole answer of a server that does not stream', async () => {
  await start((response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(completion('{"label":"NEGATIVE"}'))),
  );
  expect(answerOf(await runOne(backend, 'sentiment', {})).label).toBe('NEGATIVE');
});

it('leaves out what the server does not know of streams, and remembers it', async () => {
  await start((response, body) => {
    if ('stream_options' in body) response.writeHead(400).end('{"error":{"message":"Unknown field: stream_options"}}');
    else sse(response).end(`${event('{"label":"NEGATIVE"}', 'stop')}data: [DONE]\n\n`);
  });
  for (let time = 0; time < 2; time++) expect(answerOf(await runOne(backend, 'sentiment', {})).label).toBe('NEGATIVE');
  expect(server.bodies.map((body) => 'stream_options' in body)).toEqual([true, false, false]);
});

it('takes a stream that breaks off for no answer', async () => {
  await start((response) => sse(response).end(event('{"label":"NEGATIVE"}')));
  expect(errorOf(await runOne(backend, 'sentiment', {})).code).toBe('UPSTREAM_TRUNCATED');
});
