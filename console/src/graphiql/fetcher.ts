import type { Fetcher } from '@graphiql/toolkit';
import { keyHeaders } from '../api/key.ts';

/** Sends what GraphiQL asks, with the key of this browser tab unless the headers editor names another. */
export const fetcher: Fetcher = async (parameters, options) => {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json',
      ...keyHeaders(),
      ...options?.headers,
    },
    body: JSON.stringify(parameters),
  });
  return response.json();
};
