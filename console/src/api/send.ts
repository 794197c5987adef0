import type { TypedDocumentString } from '../generated/graphql.ts';
import { connection } from './connection.ts';
import { brokenOff, type Failure, strayFailure, topLevelFailure, unreachable } from './failure.ts';
import { keyHeaders } from './key.ts';
import { readEvents } from './read-events.ts';
import { noteServerTime } from './server-clock.ts';

/** `body` is the answer as it came, for the JSON tab. */
export type Reply<R> = { data: R; failure?: undefined; body: unknown } | { data?: undefined; failure: Failure; body?: unknown };

/** The data of an answer without errors. A field at the root may be null, but says then in `errors` why. */
export type Whole<R> = { [Field in keyof R]: NonNullable<R[Field]> };

interface GraphqlBody {
  data?: unknown;
  errors?: readonly { message?: unknown; extensions?: Record<string, unknown> }[];
}

function isGraphqlBody(body: unknown): body is GraphqlBody {
  return typeof body === 'object' && body !== null && ('data' in body || 'errors' in body);
}

/** The document as people read and copy it. */
export function documentText(document: { toString(): string }): string {
  return document
    .toString()
    .replace(/^ {4}(?=(?:query|subscription|fragment) )/gm, '')
    .replace(/^}\n(?=fragment )/gm, '}\n\n')
    .trim();
}

function replyOf<R>(body: unknown, status: number): Reply<R> {
  if (!isGraphqlBody(body)) return { failure: strayFailure(status) };
  const first = body.errors?.[0];
  if (first) return { failure: topLevelFailure(first, status), body };
  // The schema vouches for the shape: the types are made from it, and a test holds the two together.
  return { data: body.data as R, body };
}

async function post(
  document: { toString(): string },
  variables: unknown,
  accept: string,
  signal?: AbortSignal,
): Promise<Response> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, ...keyHeaders() },
    body: JSON.stringify({ query: documentText(document), variables }),
    signal,
  });
  noteServerTime(response.headers);
  return response;
}

/** Sends one operation. Rejects only when `signal` aborts; every other failure is in the reply. */
export async function send<R, V>(
  document: TypedDocumentString<R, V>,
  variables: V,
  { signal }: { signal?: AbortSignal } = {},
): Promise<Reply<Whole<R>>> {
  try {
    const response = await post(document, variables, 'application/graphql-response+json', signal);
    const body: unknown = await response.json().catch(() => undefined);
    signal?.throwIfAborted();
    connection.set('open');
    return replyOf(body, response.status);
  } catch {
    signal?.throwIfAborted();
    connection.set('lost');
    return { failure: unreachable() };
  }
}

/**
 * Subscribes: one reply an event. A stream that breaks off ends with a failure. Throws only when `signal` aborts;
 * leaving the loop early ends the subscription.
 */
export async function* subscribe<R, V>(
  document: TypedDocumentString<R, V>,
  variables: V,
  signal: AbortSignal,
): AsyncGenerator<Reply<R>> {
  try {
    const response = await post(document, variables, 'text/event-stream', signal);
    connection.set('open');
    if (!response.headers.get('content-type')?.startsWith('text/event-stream') || !response.body) {
      yield replyOf(await response.json().catch(() => undefined), response.status);
      return;
    }
    for await (const { event, data } of readEvents(response.body)) {
      if (event === 'complete') return;
      yield replyOf(JSON.parse(data), response.status);
    }
    yield { failure: brokenOff() };
  } catch {
    signal.throwIfAborted();
    connection.set('lost');
    yield { failure: unreachable() };
  }
}
