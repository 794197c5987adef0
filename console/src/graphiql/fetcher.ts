import type { Fetcher, FetcherOpts, FetcherParams } from '@graphiql/toolkit';
import { keyHeaders } from '../api/key.ts';
import { readEvents } from '../api/read-events.ts';

function isSubscription({ operationName }: FetcherParams, { documentAST }: FetcherOpts): boolean {
  const operations = documentAST?.definitions.filter((definition) => definition.kind === 'OperationDefinition') ?? [];
  const named = operations.find(({ name }) => name?.value === operationName) ?? operations[0];
  return named?.operation === 'subscription';
}

async function* results(body: ReadableStream<Uint8Array>): AsyncGenerator<Record<string, unknown>> {
  for await (const { event, data } of readEvents(body)) {
    if (event === 'complete') return;
    yield JSON.parse(data);
  }
}

/** Sends what GraphiQL asks, with the key of this browser tab unless the headers editor names another. */
export const fetcher: Fetcher = async (parameters, options = {}) => {
  const streamed = isSubscription(parameters, options);
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: streamed ? 'text/event-stream' : 'application/graphql-response+json, application/json',
      ...keyHeaders(),
      ...options.headers,
    },
    body: JSON.stringify(parameters),
  });
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
  return isStream && response.body ? results(response.body) : response.json();
};
