import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { runCli } from '../../../cli/run-cli.ts';
import { fakeWorld } from '../fake-world.ts';

interface Seen {
  query: string;
  variables: { input: { items: { text: string }[]; [field: string]: unknown } };
  headers: IncomingHttpHeaders;
}
type Reply = { status?: number; headers?: Record<string, string>; body: unknown };

let server: Server | undefined;
afterEach(() => new Promise((done) => (server ? server.close(done) : done(undefined))));

/** A server that answers by the given function; gives its address and what it was asked. */
async function listen(answer: (seen: Seen, count: number) => Reply): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    seen.push({ ...JSON.parse(text), headers: request.headers });
    const { status = 200, headers = {}, body } = answer(seen.at(-1)!, seen.length);
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

const meta = { model: { id: 'local/m', version: '2' }, cache: { status: 'HIT' } };
const upper = ({ text }: { text: string }, index: number) => ({
  index,
  result: text.startsWith('bad')
    ? { __typename: 'ModelError', code: 'MODEL_FAILED', message: 'no', retryable: text === 'bad once', retryAfterMs: 1 }
    : { __typename: 'Translation', text: text.toUpperCase(), source: 'en', target: 'pt', detected: null, meta },
});
const translated = (seen: Seen): Reply => ({ body: { data: { batch: { items: seen.variables.input.items.map(upper) } } } });

async function run(args: string[], stdin?: string) {
  const world = fakeWorld({ stdin });
  const code = await runCli(args, '1.2.3', world);
  return { code, out: world.out(), err: world.err() };
}

describe('against a running server', () => {
  it('asks the batch field with the options, at /graphql, and prints the same as in process', async () => {
    const { url, seen } = await listen(translated);
    const { code, out } = await run([
      'translate',
      '-t',
      'pt',
      '--url',
      url,
      '--key',
      'secret',
      '--ndjson',
      '--timeout',
      '5',
      'one',
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      index: 0,
      text: 'ONE',
      source: 'en',
      target: 'pt',
      model: 'local/m',
      version: '2',
      cache: 'HIT',
    });
    expect(seen[0]?.variables.input).toEqual({ items: [{ text: 'one' }], target: 'pt', routing: { timeoutMs: 5000 } });
    expect(seen[0]?.headers.authorization).toBe('Bearer secret');
  });

  it('sends at most 100 texts a request, leaves empty lines out, and keeps the order', async () => {
    const { url, seen } = await listen(translated);
    const lines = Array.from({ length: 250 }, (_, index) => (index % 10 === 0 ? '' : `line ${index}`));
    const { out } = await run(['translate', '-t', 'pt', '--url', url], `${lines.join('\n')}\n`);
    expect(out).toBe(`${lines.join('\n').toUpperCase()}\n`);
    expect(seen.map(({ variables }) => variables.input.items.length)).toEqual([90, 90, 45]);
  });

  it('asks again for the texts that may be asked again, and only for them', async () => {
    const { url, seen } = await listen((asked, count) =>
      count === 1 ? translated(asked) : { body: { data: { batch: { items: [{ ...upper({ text: 'late' }, 0) }] } } } },
    );
    const { code, out } = await run(['translate', '-t', 'pt', '--url', url, 'one', 'bad once', 'bad for good']);
    expect({ code, out }).toEqual({ code: 3, out: 'ONE\nLATE\n\n' });
    expect(seen.map(({ variables }) => variables.input.items.map(({ text }) => text))).toEqual([
      ['one', 'bad once', 'bad for good'],
      ['bad once'],
    ]);
  });

  it.each<[string, Reply]>([
    ['a busy server', { status: 503, headers: { 'retry-after': '0' }, body: 'busy' }],
    [
      'an error that may pass',
      {
        status: 500,
        body: { errors: [{ message: 'x', extensions: { code: 'INTERNAL_SERVER_ERROR', retryable: true, retryAfterMs: 1 } }] },
      },
    ],
    [
      'too many requests',
      {
        status: 429,
        headers: { 'retry-after': '0' },
        body: { errors: [{ message: 'slow', extensions: { code: 'RATE_LIMITED', retryable: true } }] },
      },
    ],
  ])('sends the request again after %s', async (_, first) => {
    const { url, seen } = await listen((asked, count) => (count === 1 ? first : translated(asked)));
    expect(await run(['translate', '-t', 'pt', '--url', url, 'one'])).toEqual({ code: 0, out: 'ONE\n', err: '' });
    expect(seen).toHaveLength(2);
  });

  it.each<[string, Reply, RegExp]>([
    [
      'a key is missing',
      { status: 401, body: { errors: [{ message: 'Send a key.', extensions: { code: 'UNAUTHENTICATED' } }] } },
      /UNAUTHENTICATED: Send a key/,
    ],
    ['the address is another page', { status: 404, body: '<html>' }, /answered 404 and no GraphQL/],
    ['the address is some page', { body: '<html>' }, /answered 200 and no GraphQL/],
    ['answers are left out', { body: { data: { batch: { items: [] } } } }, /left out answers/],
    [
      'answers have another form',
      { body: { data: { batch: { items: [{ index: 0, result: { __typename: 'Poem' } }] } } } },
      /unknown form/,
    ],
  ])('fails at once, and says so, when %s', async (_, reply, words) => {
    const { url, seen } = await listen(() => reply);
    const { code, out, err } = await run(['translate', '-t', 'pt', '--url', url, 'one']);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(words);
    expect(seen).toHaveLength(1);
  });

  it('ends after the time that was given, when the server is silent', async () => {
    const limit = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort(new Error('time')));
    const { code, out, err } = await run(['sentiment', '--json', '--timeout', '2', '--url', 'http://127.0.0.1:9000', 'x']);
    expect(limit.mock.calls).toEqual([[7_000]]);
    limit.mockRestore();
    expect({ code, out, err }).toEqual({ code: 1, out: '', err: expect.stringMatching(/9000 within 7 s\.$/m) });
  });

  it.each([
    ['an address with a password', ['--url', 'http://user:hidden@127.0.0.1:9000']],
    ['such an address of another kind', ['--url', 'ftp://user:hidden@127.0.0.1']],
    ['a key that cannot be sent', ['--url', 'http://127.0.0.1:9000', '--key', 'hidden\nhidden']],
    ['a key of letters that cannot be sent', ['--url', 'http://127.0.0.1:9000', '--key', 'hidden…']],
  ])('does not take %s, and does not show it', async (_, flags) => {
    const { code, out, err } = await run(['sentiment', ...flags, 'x']);
    expect({ code, out, err }).toEqual({ code: 2, out: '', err: expect.not.stringContaining('hidden') });
  });

  it('takes a key with the line end of the file it came from', async () => {
    const { url, seen } = await listen(translated);
    await run(['translate', '-t', 'pt', '--url', url, '--key', 'secret\r\n', 'one']);
    expect(seen[0]?.headers.authorization).toBe('Bearer secret');
  });

  it('says when nobody listens', async () => {
    const { url } = await listen(translated);
    await new Promise((done) => server?.close(done));
    server = undefined;
    const { code, err } = await run(['sentiment', '--url', url, 'one']);
    expect(code).toBe(1);
    expect(err).toMatch(/No answer from http:\/\/127\.0\.0\.1:\d+: .*ECONNREFUSED/);
  });

  it('lists models over all pages', async () => {
    const node = {
      version: '1',
      tasks: ['TRANSLATE'],
      state: 'READY',
      languages: [],
      pairs: [{ source: 'en', target: 'pt' }],
      labels: [],
      license: null,
      sizeBytes: 18e6,
    };
    const { url } = await listen((_, count) => ({
      body: {
        data: {
          models: { nodes: [{ ...node, id: `m${count}` }], pageInfo: { hasNextPage: count === 1, endCursor: String(count) } },
        },
      },
    }));
    const { out } = await run(['models', 'list', '--url', url]);
    expect(out).toBe(
      'MODEL  VERSION  TASKS      STATE  LANGUAGES  MB\nm1     1        translate  READY  en>pt      18\nm2     1        translate  READY  en>pt      18\n',
    );
  });
});
