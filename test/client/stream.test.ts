import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createClient, type StreamEvent, type Translation } from '../../client/main.ts';
import { type FaultServer, failure, json, type Script, startFaultServer } from './fault-server.ts';

const open: FaultServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

const COMPLETED = {
  __typename: 'TranslationCompleted',
  result: { text: 'Bom dia', source: 'en', target: 'pt', detected: null, meta: {} },
};
const delta = (text: string) => ({ __typename: 'TextDelta', text });
const next = (event: object) => `event: next\ndata: ${JSON.stringify({ data: { event } })}\n\n`;

function begin(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
}

async function start(script: Script): Promise<FaultServer> {
  const server = await startFaultServer(script);
  open.push(server);
  return server;
}

/** A server that answers with these bytes, a piece a write. */
const saying = (...pieces: (string | Uint8Array)[]) =>
  start(async (response) => {
    begin(response);
    for (const piece of pieces) await new Promise((resolve) => response.write(piece, () => setImmediate(resolve)));
    response.end();
  });

async function read(server: FaultServer, options: object = {}): Promise<StreamEvent<Translation>[]> {
  const events: StreamEvent<Translation>[] = [];
  for await (const event of createClient({ url: server.url, ...options }).translateStream('Good day', { target: 'pt' }))
    events.push(event);
  return events;
}

describe('a stream', () => {
  it('gives deltas, restarts and the whole answer at the end', async () => {
    const restarted = { __typename: 'Restarted', reason: 'UPSTREAM_TRUNCATED' };
    const server = await saying(
      next(delta('Bon')),
      next(restarted),
      next(delta('Bom ')),
      next(delta('dia')),
      next(COMPLETED),
      'event: complete\ndata:\n\n',
    );
    expect(await read(server)).toEqual([
      { type: 'delta', text: 'Bon' },
      { type: 'restarted', reason: 'UPSTREAM_TRUNCATED' },
      { type: 'delta', text: 'Bom ' },
      { type: 'delta', text: 'dia' },
      { type: 'completed', result: COMPLETED.result },
    ]);
  });

  it('reads events however the network cuts them: within characters, frames and line ends', async () => {
    const bytes = new TextEncoder().encode(
      `:\n\n${next(delta('olá €'))}: ping\r\n\r\n${next(COMPLETED).replaceAll('\n', '\r\n')}`,
    );
    const server = await saying(...Array.from(bytes, (_, place) => bytes.slice(place, place + 1)));
    expect((await read(server)).map((event) => ('text' in event ? event.text : event.type))).toEqual(['olá €', 'completed']);
  });

  it('does not take an event without what happened', async () => {
    const server = await saying('event: next\ndata: {"data":{}}\n\n');
    await expect(read(server)).rejects.toMatchObject({ name: 'LingraphError', code: 'INVALID_ANSWER' });
  });

  it('throws the typed failure it ends with', async () => {
    const server = await saying(next(delta('Bom')), next(failure('OUTPUT_INVALID', { retryAfterMs: null })));
    await expect(read(server)).rejects.toMatchObject({ name: 'LingraphError', code: 'OUTPUT_INVALID', retryable: true });
    expect(server.asked).toHaveLength(1);
  });

  it('throws what the request as a whole is refused for, before or within the stream', async () => {
    const error = { message: 'Wrong.', extensions: { code: 'GRAPHQL_VALIDATION_FAILED', origin: 'CALLER', retryable: false } };
    const inside = await saying(`event: next\ndata: ${JSON.stringify({ errors: [error] })}\n\n`);
    await expect(read(inside)).rejects.toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
    const before = await start((response) => json(response, { errors: [error] }, 400));
    await expect(read(before)).rejects.toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
  });

  it('is begun again while it has not begun', async () => {
    const error = {
      message: 'Soon.',
      extensions: { code: 'SHUTTING_DOWN', origin: 'GATEWAY', retryable: true, retryAfterMs: 1 },
    };
    const server = await start((response, time) => {
      if (time === 0) return json(response, { errors: [error] }, 503);
      begin(response);
      response.end(next(COMPLETED));
    });
    expect(await read(server)).toHaveLength(1);
    expect(server.asked).toHaveLength(2);
  });

  it.each([
    ['ends', (response: ServerResponse) => response.end()],
    ['breaks off', (response: ServerResponse) => response.destroy()],
  ])('that %s before its last event is UNREACHABLE, never a shorter answer', async (_, finish) => {
    const server = await start((response) => {
      begin(response);
      response.write(next(delta('Bom')), () => setTimeout(() => finish(response), 20));
    });
    await expect(read(server)).rejects.toMatchObject({ code: 'UNREACHABLE', retryable: true });
  });

  it('is left when its reader stops early, and the server hears of it', async () => {
    let closed = false;
    const server = await start((response) => {
      begin(response);
      response.write(next(delta('Bom')));
      response.once('close', () => {
        closed = true;
      });
    });
    for await (const event of createClient(server).translateStream('Good day', { target: 'pt' })) {
      expect(event).toEqual({ type: 'delta', text: 'Bom' });
      break;
    }
    await expect.poll(() => closed).toBe(true);
  });

  it('throws the reason of a signal that aborts in the middle', async () => {
    const server = await start((response) => {
      begin(response);
      response.write(next(delta('Bom')));
    });
    const leaving = new AbortController();
    const events = createClient(server).translateStream('Good day', { target: 'pt', signal: leaving.signal });
    expect((await events.next()).value).toEqual({ type: 'delta', text: 'Bom' });
    leaving.abort(new Error('Stop.'));
    await expect(events.next()).rejects.toThrow('Stop.');
  });

  it('that stays silent is TIMED_OUT', async () => {
    const server = await start((response) => {
      begin(response);
      response.write(': ping\n\n');
    });
    await expect(read(server, { timeoutMs: 150 })).rejects.toMatchObject({ code: 'TIMED_OUT' });
  });

  it('sent to what is no gateway is INVALID_ANSWER', async () => {
    const server = await start((response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Hello'));
    await expect(read(server)).rejects.toMatchObject({ code: 'INVALID_ANSWER', retryable: false });
  });
});
