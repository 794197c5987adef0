import { parse } from 'graphql';
import { afterEach, expect, it, vi } from 'vitest';
import { fetcher } from '../../../console/src/graphiql/fetcher.ts';

afterEach(() => vi.unstubAllGlobals());

it('a stream that is left while nothing comes is ended at once', async () => {
  let left: AbortSignal | undefined;
  const silent = ({ signal }: RequestInit) => {
    left = signal ?? undefined;
    const body = new ReadableStream({
      start: (controller) => signal?.addEventListener('abort', () => controller.error(signal.reason)),
    });
    return Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }));
  };
  vi.stubGlobal('fetch', (_: string, init: RequestInit) => silent(init));
  const query = 'subscription { translateStream(input: { text: "a", target: "pt" }) { __typename } }';
  const events = (await fetcher({ query }, { documentAST: parse(query) })) as AsyncIterableIterator<unknown>;
  const next = events.next();
  await events.return?.();
  expect(left?.aborted).toBe(true);
  expect(await next).toEqual({ value: undefined, done: true });
});
