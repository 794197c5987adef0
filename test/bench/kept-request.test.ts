import { createHook } from 'node:async_hooks';
import { Agent, request } from 'node:http';
import { Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { remote } from '../../bench/faults/settings.ts';
import { type ChatUpstream, chatUpstream } from '../support/chat-upstream.ts';
import { serveHere } from '../support/serve-here.ts';

const QUERY = `query ($input: SentimentInput!) {
  sentiment(input: $input) { ... on Sentiment { label meta { cache { status } } } ... on Error { code } }
}`;
const BODY = JSON.stringify({ query: QUERY, variables: { input: { text: 'The parcel came on time and whole.' } } });

let upstream: ChatUpstream;
let service: Awaited<ReturnType<typeof serveHere>>;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** Sends the same request `times` times over one connection, by callbacks alone: every promise that is made is the gateway's. */
function ask(times: number, done: (last: string) => void): void {
  const headers = { 'content-type': 'application/json' };
  const sent = request(`${service.url}/graphql`, { method: 'POST', agent, headers }, (reply) => {
    let body = '';
    reply.on('data', (chunk: Buffer) => {
      body += chunk;
    });
    reply.on('end', () => {
      if (times > 1) setImmediate(ask, times - 1, done);
      else done(body);
    });
  });
  sent.end(BODY);
}

beforeAll(async () => {
  upstream = await chatUpstream();
  service = await serveHere({ backends: { cloud: remote(upstream.url) } });
  await new Promise<string>((resolve) => ask(3, resolve)); // the first is answered by the model, the second compiles the query
});
afterAll(async () => {
  agent.destroy();
  await service?.close();
  await upstream?.close();
});
afterEach(() => vi.restoreAllMocks());

describe('a request whose answer is kept', () => {
  it('is answered in one part', async () => {
    const inParts = vi.spyOn(Socket.prototype, '_writev');
    await new Promise<string>((resolve) => ask(1, resolve));
    const accepted = (inParts.mock.contexts as Socket[]).filter((socket) => 'server' in socket && socket.server); // the caller's are of this process too
    expect(accepted).toEqual([]);
  });
  it('makes few promises and no signal, and asks no model', async () => {
    await new Promise<string>((resolve) => ask(30, resolve)); // a query runs compiled from its twentieth use on
    const signals = vi.spyOn(globalThis, 'AbortController');
    let promises = 0;
    const hook = createHook({
      init(_, type) {
        if (type === 'PROMISE') promises += 1;
      },
    });
    const last = await new Promise<string>((resolve) => {
      hook.enable();
      ask(10, (body) => {
        hook.disable();
        resolve(body);
      });
    });
    expect(JSON.parse(last)).toEqual({ data: { sentiment: { label: 'NEGATIVE', meta: { cache: { status: 'HIT' } } } } });
    expect(upstream.requests).toHaveLength(1);
    expect(signals).not.toHaveBeenCalled();
    expect(promises / 10).toBeLessThanOrEqual(30); // 24 are ours, the rest those of the test runner
  });
});
