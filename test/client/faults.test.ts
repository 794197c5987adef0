import { getEventListeners } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createClient, LingraphError } from '../../client/main.ts';
import { batchOf, type FaultServer, failure, json, POSITIVE, type Script, startFaultServer } from './fault-server.ts';

const open: FaultServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function start(script: Script): Promise<FaultServer> {
  const server = await startFaultServer(script);
  open.push(server);
  return server;
}

const ANSWER = { data: { result: POSITIVE } };

describe('a call that fails', () => {
  it('is made again when the failure may pass, after the time the gateway asks for', async () => {
    const server = await start((response, time) =>
      json(response, time < 2 ? { data: { result: failure('OVERLOADED') } } : ANSWER),
    );
    expect(await createClient(server).sentiment('x')).toMatchObject({ label: 'POSITIVE' });
    expect(server.asked).toHaveLength(3);
  });

  it('is made no more often than that, and rejects with the last failure', async () => {
    const server = await start((response, time) =>
      json(response, { data: { result: failure('OVERLOADED', { message: `${time}` }) } }),
    );
    await expect(createClient(server).sentiment('x')).rejects.toMatchObject({ code: 'OVERLOADED', message: '2' });
    expect(server.asked).toHaveLength(3);
    await expect(createClient({ ...server, retries: 0 }).sentiment('x')).rejects.toMatchObject({ message: '3' });
    expect(server.asked).toHaveLength(4);
  });

  it('is never made again when it cannot pass', async () => {
    const refused = failure('CONTENT_REFUSED', { retryable: false });
    const server = await start((response) => json(response, { data: { result: refused } }));
    await expect(createClient(server).sentiment('x')).rejects.toMatchObject({ code: 'CONTENT_REFUSED', retryable: false });
    expect(server.asked).toHaveLength(1);
  });

  it('does not wait longer than the call may take', async () => {
    const server = await start((response) =>
      json(response, { data: { result: failure('RATE_LIMITED', { retryAfterMs: 60_000 }) } }),
    );
    const call = createClient({ ...server, timeoutMs: 5_000 }).sentiment('x');
    await expect(call).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 60_000 });
    expect(server.asked).toHaveLength(1);
  });

  it('does not wait longer when the clock is set back', async () => {
    const server = await start((response) =>
      json(response, { data: { result: failure('RATE_LIMITED', { retryAfterMs: 10_000 }) } }),
    );
    const clock = vi.spyOn(Date, 'now').mockReturnValueOnce(Date.now()).mockReturnValue(0);
    const call = createClient({ ...server, timeoutMs: 5_000 }).sentiment('x');
    await expect(call).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    clock.mockRestore();
    expect(server.asked).toHaveLength(1);
  });

  it('listens once to a signal that many calls share, and ends all of them', async () => {
    const server = await start(() => undefined);
    const leaving = new AbortController();
    const client = createClient(server);
    const calls = Array.from({ length: 20 }, () => client.sentiment('x', { signal: leaving.signal }));
    expect(getEventListeners(leaving.signal, 'abort')).toHaveLength(1);
    leaving.abort();
    const ended = await Promise.allSettled(calls);
    expect(ended.map((call) => call.status === 'rejected' && call.reason.name)).toEqual(Array(20).fill('AbortError'));
  });

  it('leaves off waiting when the caller leaves', async () => {
    const server = await start((response) =>
      json(response, { data: { result: failure('RATE_LIMITED', { retryAfterMs: 20_000 }) } }),
    );
    const leaving = new AbortController();
    const call = createClient(server).sentiment('x', { signal: leaving.signal });
    await expect.poll(() => server.asked.length).toBe(1);
    leaving.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('a server that is not well', () => {
  it('with a 503 of a gateway that shuts down is asked again', async () => {
    const error = { message: 'Soon.', extensions: { code: 'SHUTTING_DOWN', origin: 'GATEWAY', retryable: true } };
    const server = await start((response, time) =>
      time === 0 ? json(response, { errors: [error] }, 503, { 'retry-after': '0' }) : json(response, ANSWER),
    );
    expect(await createClient(server).sentiment('x')).toMatchObject({ label: 'POSITIVE' });
    expect(server.asked).toHaveLength(2);
  });

  it('with a 500 and a page of HTML is asked again, and called by its name', async () => {
    const server = await start((response) => {
      response.writeHead(502, { 'content-type': 'text/html', 'retry-after': '0' }).end('<h1>Bad gateway</h1>');
    });
    await expect(createClient(server).sentiment('x')).rejects.toMatchObject({
      code: 'INVALID_ANSWER',
      origin: 'NETWORK',
      retryable: true,
    });
    expect(server.asked).toHaveLength(3);
  });

  it.each([
    ['a page', (body: string) => `<html>${body}</html>`],
    ['JSON of somebody else', () => '{"hello":"world"}'],
    ['a bare null', () => 'null'],
    ['half of an answer', () => '{"data":{"resu'],
    ['nothing', () => ''],
    ['errors of another kind', () => '{"errors":{"text":"too short"}}'],
    ['data without the answer', () => '{"data":{}}'],
  ])('with 200 and %s is not asked again: the address is wrong', async (_, text) => {
    const server = await start((response) => response.writeHead(200, { 'content-type': 'text/html' }).end(text('hello')));
    await expect(createClient(server).sentiment('x')).rejects.toMatchObject({ code: 'INVALID_ANSWER', retryable: false });
    expect(server.asked).toHaveLength(1);
  });

  it('that breaks off in the middle of an answer is asked again', async () => {
    const server = await start((response, time) => {
      if (time > 0) return json(response, ANSWER);
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"data":', () => response.destroy());
    });
    expect(await createClient(server).sentiment('x')).toMatchObject({ label: 'POSITIVE' });
    expect(server.asked).toHaveLength(2);
  });

  it('that is not there is UNREACHABLE, with the cause', async () => {
    const server = await start(() => undefined);
    await server.close();
    const failed = await createClient({ url: server.url, retries: 1 })
      .sentiment('x')
      .catch((thrown: unknown) => thrown);
    expect(failed).toMatchObject({
      code: 'UNREACHABLE',
      origin: 'NETWORK',
      retryable: true,
      docs: expect.stringContaining('use-the-client'),
    });
    expect((failed as LingraphError).cause).toBeInstanceOf(TypeError);
  });

  it('with a date in its Retry-After is waited for, and not with one that is past', async () => {
    const server = await start((response, time) => {
      const date = new Date(Date.now() + (time === 0 ? 120_000 : -120_000)).toUTCString();
      response.writeHead(429, { 'retry-after': date }).end('slow down');
    });
    const client = createClient({ ...server, retries: 0 });
    const { retryAfterMs = 0 } = (await client.sentiment('x').catch((thrown: unknown) => thrown)) as LingraphError;
    expect(Math.round(retryAfterMs / 10_000)).toBe(12);
    await expect(client.sentiment('x')).rejects.toMatchObject({ retryable: true, retryAfterMs: undefined });
  });

  it('with a Retry-After in its header is waited for', async () => {
    const server = await start((response) => response.writeHead(429, { 'retry-after': '120' }).end('slow down'));
    await expect(createClient(server).sentiment('x')).rejects.toMatchObject({ retryable: true, retryAfterMs: 120_000 });
    expect(server.asked).toHaveLength(1);
  });
});

describe('a batch', () => {
  it('asks again for the texts whose failure may pass, and for no other', async () => {
    const seen = new Map<string, number>();
    const server = await start((response, _, body) =>
      json(
        response,
        batchOf(body, (text) => {
          const times = seen.set(text, (seen.get(text) ?? 0) + 1).get(text) ?? 0;
          if (text === 'never') return failure('CONTENT_REFUSED', { retryable: false });
          return text === 'second' && times < 2 ? failure('UPSTREAM_TIMEOUT') : POSITIVE;
        }),
      ),
    );
    const results = await createClient(server).sentimentBatch(['first', 'second', 'never']);
    expect(results).toMatchObject([{ label: 'POSITIVE' }, { label: 'POSITIVE' }, { code: 'CONTENT_REFUSED' }]);
    expect([...seen]).toEqual([
      ['first', 1],
      ['second', 2],
      ['never', 1],
    ]);
  });

  it('keeps what it has when the server goes down in the middle', async () => {
    const server = await start((response, time, body) => {
      if (time < 2)
        json(
          response,
          batchOf(body, () => POSITIVE),
        );
      else response.destroy();
    });
    const texts = Array.from({ length: 450 }, (_, place) => `${place}`);
    const results = await createClient({ ...server, retries: 0 }).sentimentBatch(texts);
    expect(results).toHaveLength(450);
    const lost = results.filter((result) => result instanceof LingraphError);
    expect([250, 300]).toContain(lost.length);
    expect(new Set(lost.map(({ code }) => code))).toEqual(new Set(['UNREACHABLE']));
  });

  it('says for each text when the key was revoked', async () => {
    const revoked = { message: 'No such key.', extensions: { code: 'UNAUTHENTICATED', origin: 'CALLER', retryable: false } };
    const server = await start((response) => json(response, { errors: [revoked] }, 401));
    const results = await createClient({ ...server, key: 'old' }).sentimentBatch(['a', 'b']);
    expect(results).toMatchObject([{ code: 'UNAUTHENTICATED' }, { code: 'UNAUTHENTICATED' }]);
    expect(server.asked).toHaveLength(1);
  });

  it('asks again for what may pass in time beside what would take longer', async () => {
    const server = await start((response, time, body) =>
      json(
        response,
        batchOf(body, (text) => {
          if (text === 'later') return failure('RATE_LIMITED', { retryAfterMs: 600_000 });
          return time === 0 ? failure('OVERLOADED') : POSITIVE;
        }),
      ),
    );
    const results = await createClient(server).sentimentBatch(['later', 'soon']);
    expect(results).toMatchObject([{ code: 'RATE_LIMITED' }, { label: 'POSITIVE' }]);
    expect(server.asked.map((body) => body.variables?.input.items.length)).toEqual([2, 1]);
  });

  it('leaves room for its options: no request is larger than the gateway takes', async () => {
    const server = await start((response, _, body) =>
      json(
        response,
        batchOf(body, () => POSITIVE),
      ),
    );
    const labels = Array.from({ length: 150 }, (_, place) => ({
      name: `${place}`,
      examples: ['d'.repeat(1_000), 'e'.repeat(1_000)],
    }));
    const texts = Array.from({ length: 50 }, () => 'x'.repeat(20_000));
    expect(await createClient(server).classifyBatch(texts, { labels })).toHaveLength(50);
    for (const body of server.asked) expect(JSON.stringify(body).length).toBeLessThan(1_048_576);
  });

  it('does not take data without answers', async () => {
    const server = await start((response) => json(response, { data: {} }));
    const results = await createClient(server).sentimentBatch(['a']);
    expect(results).toMatchObject([{ name: 'LingraphError', code: 'INVALID_ANSWER' }]);
  });

  it('does not take an answer that leaves texts out', async () => {
    const server = await start((response) => json(response, { data: { batch: { items: [{ index: 1, result: POSITIVE }] } } }));
    expect(await createClient(server).sentimentBatch(['a', 'b'])).toMatchObject([
      { code: 'INVALID_ANSWER' },
      { code: 'INVALID_ANSWER' },
    ]);
  });

  it('has at most four requests under way', async () => {
    let underWay = 0;
    let most = 0;
    const server = await start((response, _, body) => {
      most = Math.max(most, ++underWay);
      setTimeout(() => {
        underWay -= 1;
        json(
          response,
          batchOf(body, () => POSITIVE),
        );
      }, 20);
    });
    const texts = Array.from({ length: 1_200 }, () => 'x');
    const results = await createClient(server).sentimentBatch(texts);
    expect(results).toHaveLength(1_200);
    expect(most).toBe(4);
  });
});

describe('asking by GET', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('keeps the parameters of its address', async () => {
    const asked: URLSearchParams[] = [];
    const server = await start((response, _, __, { url }) => {
      asked.push(new URL(url ?? '', 'http://host').searchParams);
      json(response, ANSWER);
    });
    await createClient({ url: `${server.url}?shop=1`, persistedGet: true }).sentiment('x');
    expect(asked.map((parameters) => [...parameters.keys()])).toEqual([['shop', 'variables', 'extensions']]);
  });

  it('sends the document alone to a server that knows no hashes', async () => {
    const error = { message: 'No.', extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED', retryable: false } };
    const server = await start((response, _, body, { url }) =>
      json(response, url?.includes('?') || 'extensions' in body ? { errors: [error] } : ANSWER),
    );
    expect(await createClient({ ...server, persistedGet: true }).sentiment('x')).toMatchObject({ label: 'POSITIVE' });
    expect(server.asked).toHaveLength(2);
  });

  it('posts where a page cannot make hashes', async () => {
    vi.stubGlobal('crypto', {});
    const server = await start((response, _, __, { method }) => json(response, method === 'POST' ? ANSWER : {}));
    expect(await createClient({ ...server, persistedGet: true }).sentiment('x')).toMatchObject({ label: 'POSITIVE' });
  });
});
