import type { SnippetSource } from './snippet.ts';

/** The body of the request, and the answer to it when there is one. */
export function jsonText({ request, document }: SnippetSource, body: unknown): string {
  const sent = { query: document, variables: { input: request.input } };
  const parts = body === undefined ? { request: sent } : { request: sent, response: body };
  return JSON.stringify(parts, null, 2);
}
