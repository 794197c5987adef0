import type { Fetcher, FetcherOpts, FetcherParams } from '@graphiql/toolkit';
import { keyHeaders } from '../api/key.ts';
import { readEvents } from '../api/read-events.ts';

function isSubscription({ operationName }: FetcherParams, { documentAST }: FetcherOpts): boolean {
  const operations = documentAST?.definitions.filter((definition) => definition.kind === 'OperationDefinition') ?? [];
  const named = operations.find(({ name }) => name?.value === operationName) ?? operations[0];
  return named?.operation === 'subscription';
}

type Result = Record<string, unknown>;

async function* results(body: ReadableStream<Uint8Array>, { signal }: AbortController): AsyncGenerator<Result> {
  try {
    for await (const { event, data } of readEvents(body)) {
      if (event === 'complete') return;
      yield JSON.parse(data);
    }
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
  }
}

/** Events that can be left while the next is awaited: a generator alone would wait for it before it hears of that. */
function stoppable(events: AsyncGenerator<Result>, controller: AbortController): AsyncIterableIterator<Result> {
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => events.next(),
    return() {
      controller.abort();
      return events.return(undefined);
    },
  };
}

/** Sends what GraphiQL asks, with the key of this browser tab unless the headers editor names another. */
export const fetcher: Fetcher = async (parameters, options = {}) => {
  const streamed = isSubscription(parameters, options);
  const controller = new AbortController();
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: streamed ? 'text/event-stream' : 'application/graphql-response+json, application/json',
      ...keyHeaders(),
      ...options.headers,
    },
    body: JSON.stringify(parameters),
    signal: controller.signal,
  });
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
  return isStream && response.body ? stoppable(results(response.body, controller), controller) : response.json();
};
