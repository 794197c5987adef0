import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Client, fetchExchange, gql } from '@urql/core';
import { createClient as createSseClient } from 'graphql-sse';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
import {
  heardIn,
  type Script,
  type StreamEvent,
  type StreamServer,
  scriptedTranslator,
  startStreams,
  TRANSLATE,
  wordByWord,
} from './streams-world.ts';

let server: StreamServer;
afterEach(() => server.close());

const start = async (script: Script = wordByWord(words)) => {
  server = await startStreams([scriptedTranslator('one', script)], { graceMs: 700 });
  return server.graphqlUrl;
};
const words = Array.from({ length: 60 }, (_, place) => `palavra${place} `);
const text = 'Good morning to you all.';
const whole = { __typename: 'TranslationCompleted', translation: { text: words.join('') } };

const heldUp =
  (signals: AbortSignal[]): Script =>
  async (_, emit, { signal }) => {
    signals.push(signal);
    emit('um ');
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    return new GatewayError('CLIENT_CLOSED_REQUEST', 'The caller left.');
  };

describe('the client of graphql-sse', () => {
  const listen = async (url: string): Promise<StreamEvent[]> => {
    const client = createSseClient({ url, retryAttempts: 0 });
    const events: StreamEvent[] = [];
    for await (const { data, errors } of client.iterate<{ translateStream: StreamEvent }>({
      query: TRANSLATE,
      variables: { text },
    })) {
      expect(errors).toBeUndefined();
      if (data) events.push(data.translateStream);
    }
    client.dispose();
    return events;
  };

  it('gets coalesced deltas, then the whole translation', async () => {
    const events = await listen(await start());
    expect(events.at(-1)).toMatchObject(whole);
    expect(events.slice(0, -1).every(({ __typename }) => __typename === 'TextDelta')).toBe(true);
    expect(heardIn(events)).toBe(words.join(''));
    expect(events.length).toBeGreaterThan(2);
    expect(events.length).toBeLessThan(words.length / 2);
  });

  it('gets only the end of what is known already', async () => {
    const url = await start();
    await listen(url);
    const events = await listen(url);
    expect(events).toMatchObject([{ __typename: 'TranslationCompleted', translation: { meta: { cache: { status: 'HIT' } } } }]);
  });

  it('gets the answer of a query, and the errors of a document that does not fit, as its one result', async () => {
    const client = createSseClient({ url: await start(), retryAttempts: 0 });
    const ask = async (query: string) => {
      const results = [];
      for await (const result of client.iterate({ query })) results.push(result);
      return results;
    };
    expect(await ask('{ backends { id } }')).toEqual([{ data: { backends: [{ id: 'one' }] } }]);
    expect(await ask('subscription { nothing }')).toMatchObject([
      { errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] },
    ]);
    client.dispose();
  });

  it('stops the model at once when it leaves', async () => {
    const signals: AbortSignal[] = [];
    const client = createSseClient({ url: await start(heldUp(signals)), retryAttempts: 0 });
    const events = client.iterate({ query: TRANSLATE, variables: { text } });
    await events.next();
    client.dispose();
    await vi.waitFor(() => expect(signals.map(({ aborted }) => aborted)).toEqual([true]), 30_000);
  });

  it('hears that the server shuts down, as the last result', async () => {
    const client = createSseClient({ url: await start(heldUp([])), retryAttempts: 0 });
    const events = client.iterate({ query: TRANSLATE, variables: { text } });
    await events.next();
    const closed = server.close();
    expect((await events.next()).value).toMatchObject({ errors: [{ extensions: { code: 'SHUTTING_DOWN', retryable: true } }] });
    expect((await events.next()).done).toBe(true);
    await closed;
  });
});

describe('the client of urql, with subscriptions over fetch', () => {
  const clientOf = (url: string) =>
    new Client({ url, exchanges: [fetchExchange], fetchSubscriptions: true, preferGetMethod: false });

  it('gets deltas and the whole translation', async () => {
    const client = clientOf(await start());
    const events: StreamEvent[] = [];
    await new Promise<void>((resolve) => {
      client.subscription(gql(TRANSLATE), { text }).subscribe(({ data, error, hasNext }) => {
        expect(error).toBeUndefined();
        if (data) events.push(data.translateStream);
        if (!hasNext || data?.translateStream.__typename === 'TranslationCompleted') resolve();
      });
    });
    expect(events.at(-1)).toMatchObject(whole);
    expect(heardIn(events)).toBe(words.join(''));
  });

  it('gets queries as JSON, though it would take them as a stream', async () => {
    const result = await clientOf(await start()).query(gql('{ backends { id } }'), {});
    expect(result.error).toBeUndefined();
    expect(result.data?.backends).toMatchObject([{ id: 'one' }]);
  });
});

describe('the stream itself', () => {
  const ask = (url: string, headers: Record<string, string> = {}) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
      body: JSON.stringify({ query: TRANSLATE, variables: { text } }),
    });

  it('tells caches, proxies and browsers to let it through as it is', async () => {
    const response = await ask(await start(), { 'x-request-id': 'mine' });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      'x-request-id': 'mine',
    });
    expect(await response.text()).toMatch(/^:\n\nevent: next\ndata: \{"data":[\s\S]*\n\nevent: complete\ndata:\n\n$/);
  });

  it('shows every 12 seconds that it lives', async () => {
    const url = await start(heldUp([]));
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const reader = (await ask(url)).body?.getReader();
    let heard = '';
    const hearUntil = async (pattern: RegExp) => {
      while (!pattern.test(heard)) heard += new TextDecoder().decode((await reader?.read())?.value);
    };
    await hearUntil(/TextDelta[^\n]*\n\n$/);
    vi.advanceTimersByTime(24_000);
    await hearUntil(/\n\n:\n\n:\n\n$/);
    vi.useRealTimers();
    await reader?.cancel();
  });

  it('can be read with curl', async () => {
    const url = await start();
    const body = JSON.stringify({ query: TRANSLATE, variables: { text } });
    const { stdout } = await promisify(execFile)('curl', [
      '-sN',
      '-H',
      'accept: text/event-stream',
      '-H',
      'content-type: application/json',
      '-d',
      body,
      url,
    ]);
    expect(stdout.match(/^event: next$/gm)?.length).toBeGreaterThan(2);
    expect(stdout).toMatch(/event: complete\ndata:\n\n$/);
  });

  it('answers a GET as an EventSource sends it, from its own origin or with the header, and from nobody else', async () => {
    const url = await start();
    const get = (headers: Record<string, string>, query = TRANSLATE) =>
      fetch(`${url}?${new URLSearchParams({ query, variables: JSON.stringify({ text }) })}`, {
        headers: { accept: 'text/event-stream', ...headers },
      });
    const answers = await Promise.all([
      get({ 'graphql-require-preflight': '1' }),
      get({ 'sec-fetch-site': 'same-origin' }),
      get({ 'sec-fetch-site': 'same-site' }),
      get({ 'sec-fetch-site': 'none' }),
      get({}),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 400, 400, 400]);
    expect(await answers[0]?.text()).toContain('TranslationCompleted');
    const mutation = await get({ 'graphql-require-preflight': '1' }, 'mutation { purgeCache(input: {}) { purged } }');
    expect(await mutation.text()).toContain('METHOD_NOT_ALLOWED');
  });

  it('is not begun for who accepts only JSON', async () => {
    const response = await ask(await start(), { accept: 'application/json' });
    expect([response.status, await response.json()]).toMatchObject([
      406,
      { errors: [{ extensions: { code: 'NOT_ACCEPTABLE' } }] },
    ]);
  });
});
