import { type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-sse';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createOpenai } from '../../../backends/openai/index.ts';
import { openaiSettings } from '../../../backends/openai/settings.ts';
import { GatewayError } from '../../../src/errors.ts';
import type { Backend } from '../../../src/model.ts';
import type { ServerOptions } from '../../../src/server/start-server.ts';
import { startMock } from '../../backends/openai/mock.ts';
import { type Fault, faults, rawUpstream } from '../../support/raw-upstream.ts';
import {
  gatewayOver,
  heardIn,
  type Script,
  type StreamEvent,
  type StreamServer,
  scriptedTranslator,
  startStreams,
  TRANSLATE,
  wordByWord,
} from './streams-world.ts';

const ends: (() => Promise<unknown> | undefined)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function serve(backends: readonly Backend[], options?: Partial<ServerOptions>): Promise<StreamServer> {
  const server = await startStreams(backends, options);
  ends.unshift(server.close, ...backends.map((backend) => () => backend.close?.()));
  return server;
}

const openai = (name: string, url: string): Backend =>
  createOpenai(
    name,
    openaiSettings.parse({
      baseUrl: `${url}/v1`,
      apiKey: 'sk-canary',
      model: 'm',
      allowPrivateAddress: true,
      idleMs: 200,
      attemptMs: 2_000,
    }),
  );

/** A provider that goes wrong in one way. */
async function failing(name: string, answer: Parameters<typeof rawUpstream>[0]): Promise<Backend> {
  const upstream = await rawUpstream(answer);
  ends.push(upstream.close);
  return openai(name, upstream.url);
}

const translation = 'A sopa estava fria, mas o pão estava quente, e o vinho nem bom nem mau.';

/** A provider that translates everything alike, in small frames. */
async function working(name: string): Promise<{ backend: Backend; questions(): number }> {
  const mock = await startMock(() => ({ content: translation }), { chunkSize: 5 });
  ends.push(mock.close);
  return { backend: openai(name, mock.url), questions: () => mock.questions().length };
}

async function listen(url: string, { text = 'The soup was cold.', query = TRANSLATE } = {}): Promise<StreamEvent[]> {
  const client = createClient({ url, retryAttempts: 0 });
  const events: StreamEvent[] = [];
  for await (const { data, errors } of client.iterate<{ translateStream: StreamEvent }>({ query, variables: { text } })) {
    expect(errors).toBeUndefined();
    if (data) events.push(data.translateStream);
  }
  client.dispose();
  return events;
}

const kinds = (events: readonly StreamEvent[]) => [...new Set(events.map(({ __typename }) => __typename))];

describe('a stream of a provider', () => {
  it('is its text in parts, then whole, with its usage', async () => {
    const { backend } = await working('cloud');
    const { graphqlUrl } = await serve([backend]);
    const events = await listen(graphqlUrl);
    expect(kinds(events)).toEqual(['TextDelta', 'TranslationCompleted']);
    expect(heardIn(events)).toBe(translation);
    expect(events.at(-1)?.translation).toMatchObject({
      text: translation,
      meta: { usage: { outputTokens: expect.any(Number) } },
    });
  });

  const beforeText: Fault[] = [
    'the connection is reset',
    'the page is HTML',
    'it is not HTTP',
    'nothing is said',
    'it asks to wait an hour',
  ];
  it.each(beforeText)('that fails before its first part is taken over without a word: %s', async (fault) => {
    const { backend } = await working('second');
    const { graphqlUrl } = await serve([await failing('first', fault), backend]);
    const events = await listen(graphqlUrl);
    expect(kinds(events)).toEqual(['TextDelta', 'TranslationCompleted']);
    expect(heardIn(events)).toBe(translation);
  });

  const afterText: Fault[] = [
    'the stream ends without a finish',
    'a frame is cut in half',
    'the stream stalls',
    'the stream holds an error',
    'the stream holds broken JSON',
    'the stream is reset',
  ];

  it.each(afterText)('that fails later begins anew with the next model, and says so: %s', async (fault) => {
    const { backend, questions } = await working('second');
    const { graphqlUrl } = await serve([await failing('first', held(fault)), backend]);
    const events = await listen(graphqlUrl);
    expect(events[0]).toMatchObject({ __typename: 'TextDelta', text: 'one ' });
    expect(events[1]).toMatchObject({ __typename: 'Restarted', reason: expect.stringMatching(/^UPSTREAM_/) });
    expect(kinds(events)).toEqual(['TextDelta', 'Restarted', 'TranslationCompleted']);
    expect(heardIn(events)).toBe(translation);
    expect(events.at(-1)?.translation?.meta?.attempts.map(({ outcome }) => outcome)).toEqual([
      expect.stringMatching(/ERROR|TIMEOUT/),
      'OK',
    ]);
    expect(questions()).toBe(1);
  });

  it.each(afterText)('that fails with nobody to take over ends with a typed error, and is not kept: %s', async (fault) => {
    const upstream = await rawUpstream(held(fault));
    ends.push(upstream.close);
    const { graphqlUrl } = await serve([openai('only', upstream.url)]);
    const events = await listen(graphqlUrl);
    expect(events.at(-1)).toMatchObject({ __typename: 'ModelError', code: expect.stringMatching(/^UPSTREAM_/) });
    expect(events.slice(0, -1)).toEqual([{ __typename: 'TextDelta', text: 'one ' }]);
    expect((await listen(graphqlUrl)).at(-1)?.__typename).toBe('ModelError');
    expect(upstream.requests()).toBe(2);
  });
});

/** The fault, with a pause after its first frame: longer than deltas wait for one another. */
function held(fault: Fault) {
  return (socket: Socket): void => {
    const paused = (write: 'write' | 'end') => (bytes: string) => {
      const cut = bytes.indexOf('\n\n', bytes.indexOf('one ')) + 2;
      socket.write(bytes.slice(0, cut));
      setTimeout(() => (bytes.length > cut || write === 'end' ? socket[write](bytes.slice(cut)) : undefined), 150);
      return true;
    };
    const resetAndDestroy = () => setTimeout(() => socket.resetAndDestroy(), 150);
    faults[fault](Object.assign(Object.create(socket), { write: paused('write'), end: paused('end'), resetAndDestroy }));
  };
}

describe('a stream', () => {
  it('of a bad input is its typed error', async () => {
    const { graphqlUrl } = await serve([scriptedTranslator('one', wordByWord(['x']))]);
    expect(await listen(graphqlUrl, { text: ' ' })).toMatchObject([{ __typename: 'InvalidInputError', code: 'INPUT_INVALID' }]);
    const query = TRANSLATE.replace('target: "pt"', 'target: "pt", routing: { model: "a/b", backend: "a" }');
    expect(await listen(graphqlUrl, { query })).toMatchObject([{ __typename: 'InvalidInputError', code: 'INPUT_INVALID' }]);
  });

  it('that passes its deadline ends with DEADLINE_EXCEEDED, never with CLIENT_CLOSED_REQUEST', async () => {
    const silent: Script = (_, emit) => {
      emit('um ');
      return new Promise(() => undefined);
    };
    const { graphqlUrl } = await serve([scriptedTranslator('one', silent)]);
    const query = TRANSLATE.replace('target: "pt"', 'target: "pt", routing: { timeoutMs: 60 }');
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, place) => listen(graphqlUrl, { query, text: `Text ${place}.` })),
    );
    expect(new Set(all.map((events) => events.at(-1)?.code))).toEqual(new Set(['DEADLINE_EXCEEDED']));
  });

  it('whose model tells parts of one text and gives another says that the parts were void', async () => {
    const changing: Script = async (_, emit) => {
      emit('x'.repeat(64));
      await sleep(20);
      return 'outro';
    };
    const { graphqlUrl } = await serve([scriptedTranslator('one', changing)]);
    const events = await listen(graphqlUrl);
    expect(kinds(events)).toEqual(['TextDelta', 'Restarted', 'TranslationCompleted']);
    expect(heardIn(events)).toBe('outro');
  });

  it('of a model that throws ends with an error', async () => {
    const throwing: Script = async (_, emit) => {
      emit('x'.repeat(64));
      await sleep(20);
      throw new Error('secret');
    };
    const { graphqlUrl } = await serve([scriptedTranslator('one', throwing)]);
    const events = await listen(graphqlUrl);
    expect(events.at(-1)).toMatchObject({ __typename: 'ModelError', code: 'MODEL_FAILED' });
    expect(JSON.stringify(events)).not.toContain('secret');
  });

  it('of a gateway that fails unexpectedly ends with a masked error, of which the operator hears', async () => {
    const gateway = gatewayOver([scriptedTranslator('one', wordByWord(['x']))]);
    const broken = { ...gateway, run: () => Promise.reject(new Error('secret')) };
    const server = await serve([], { gateway: broken });
    const client = createClient({ url: server.graphqlUrl, retryAttempts: 0 });
    const results = [];
    for await (const result of client.iterate({ query: TRANSLATE, variables: { text: 'Good morning.' } })) results.push(result);
    expect(results).toMatchObject([{ errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] }]);
    expect(JSON.stringify(results)).not.toContain('secret');
    expect(server.unexpected).toMatchObject([{ message: 'secret' }]);
    client.dispose();
  });

  it('that fails when an old answer can serve gives that, and says that the parts were void', async () => {
    let isBroken = false;
    const breaking: Script = async (text, emit) => {
      emit(isBroken ? 'x'.repeat(64) : text);
      await sleep(20);
      return isBroken ? new GatewayError('MODEL_FAILED', 'It failed.') : text;
    };
    const { graphqlUrl } = await serve([scriptedTranslator('one', breaking)]);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    ends.push(async () => vi.useRealTimers());
    await listen(graphqlUrl, { text: 'Good morning.' });
    isBroken = true;
    vi.setSystemTime(Date.now() + 70_000);
    const events = await listen(graphqlUrl, { text: 'Good morning.' });
    expect(kinds(events)).toEqual(['TextDelta', 'Restarted', 'TranslationCompleted']);
    expect(events.at(-1)?.translation).toMatchObject({ text: 'Good morning.', meta: { cache: { status: 'STALE' } } });
    expect(heardIn(events)).toBe('Good morning.');
  });

  it('of what another already asks for waits for the same answer', async () => {
    let calls = 0;
    const counted: Script = async (...given) => {
      calls += 1;
      return wordByWord(['Bom ', 'dia.'], 50)(...given);
    };
    const { graphqlUrl } = await serve([scriptedTranslator('one', counted)]);
    const all = await Promise.all([listen(graphqlUrl), listen(graphqlUrl), listen(graphqlUrl)]);
    expect(all.map((events) => events.at(-1)?.translation?.text)).toEqual(['Bom dia.', 'Bom dia.', 'Bom dia.']);
    for (const events of all) expect(['', 'Bom dia.']).toContain(heardIn(events));
    expect(calls).toBe(1);
  });
});

describe('many streams', () => {
  const heldUp =
    (signals: Set<AbortSignal>): Script =>
    async (_, emit, { signal }) => {
      signals.add(signal);
      emit('um ');
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      signals.delete(signal);
      return new GatewayError('CLIENT_CLOSED_REQUEST', 'The caller left.');
    };
  const open = (url: string, place: number) =>
    new Promise<{ first: string; leave(): void }>((resolve, reject) => {
      const asked = request(
        url,
        { method: 'POST', headers: { 'content-type': 'application/json', accept: 'text/event-stream' } },
        (response) => {
          response.on('error', () => undefined);
          response.on('data', (chunk: Buffer) => {
            if (chunk.includes('event: next')) resolve({ first: chunk.toString(), leave: () => asked.destroy() });
          });
        },
      );
      asked.on('error', reject);
      asked.end(JSON.stringify({ query: TRANSLATE, variables: { text: `Text ${place}.` } }));
    });

  it('that say nothing cost little: 500 of them, and a query is answered meanwhile', async () => {
    const signals = new Set<AbortSignal>();
    const { graphqlUrl } = await serve([scriptedTranslator('one', heldUp(signals))], { deadlineMs: 60_000 });
    const before = process.memoryUsage().heapUsed;
    const streams = await Promise.all(Array.from({ length: 500 }, (_, place) => open(graphqlUrl, place)));
    expect(signals.size).toBe(500);
    expect((process.memoryUsage().heapUsed - before) / 500).toBeLessThan(400_000);
    const answer = await fetch(graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ __typename }"}',
    });
    expect(await answer.json()).toEqual({ data: { __typename: 'Query' } });
    for (const { leave } of streams) leave();
    await vi.waitFor(() => expect(signals.size).toBe(0), 30_000);
  });

  it('are at most as many as may be: the next one is OVERLOADED, until one has left', async () => {
    const signals = new Set<AbortSignal>();
    const { graphqlUrl } = await serve([scriptedTranslator('one', heldUp(signals))], { maxStreams: 2 });
    const streams = await Promise.all([open(graphqlUrl, 1), open(graphqlUrl, 2)]);
    expect(await listen(graphqlUrl, { text: 'Text 3.' })).toMatchObject([
      { __typename: 'LimitError', code: 'OVERLOADED', retryable: true },
    ]);
    for (const { leave } of streams) leave();
    await vi.waitFor(() => expect(signals.size).toBe(0), 30_000);
    expect((await open(graphqlUrl, 4)).first).toContain('TextDelta');
  });

  /** A stream whose reader stops after the first bytes; `resume` gives all that comes then. */
  async function unread(script: Script, options?: Partial<ServerOptions>) {
    const { graphqlUrl } = await serve([scriptedTranslator('one', script)], options);
    const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
    const asked = request(graphqlUrl, { method: 'POST', headers });
    asked.on('error', () => undefined).end(JSON.stringify({ query: TRANSLATE, variables: { text: 'Good morning.' } }));
    const response = await new Promise<IncomingMessage>((resolve) => asked.on('response', resolve));
    response.pause().on('error', () => undefined);
    const ended = new Promise<string>((resolve) => {
      let text = '';
      response.on('close', () => resolve(text));
      response.on('data', (chunk: Buffer) => {
        text += chunk;
      });
      response.pause();
    });
    return { response, ended };
  }
  const endless =
    (signals: AbortSignal[], pauseMs: number): Script =>
    async (_, emit, { signal }) => {
      signals.push(signal);
      while (!signal.aborted) {
        emit('x'.repeat(100_000));
        await sleep(pauseMs);
      }
      return new GatewayError('CLIENT_CLOSED_REQUEST', 'The caller left.');
    };

  it('that are read too slowly stop their model, and end with OVERLOADED', async () => {
    const signals: AbortSignal[] = [];
    const { response, ended } = await unread(endless(signals, 1));
    await vi.waitFor(() => expect(signals.map(({ aborted }) => aborted)).toEqual([true]), 30_000);
    response.resume();
    expect(await ended).toMatch(/"__typename":"LimitError","code":"OVERLOADED"[^\n]*\n\nevent: complete\ndata:\n\n$/);
  });

  it('that are not read at all are cut, and their model is stopped', async () => {
    const signals: AbortSignal[] = [];
    const { response, ended } = await unread(endless(signals, 50), { stallMs: 50 });
    await vi.waitFor(() => expect(signals.map(({ aborted }) => aborted)).toEqual([true]), 30_000);
    response.resume();
    expect(await ended).not.toMatch(/OVERLOADED|event: complete/);
  });
});
