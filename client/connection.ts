/** One operation to the gateway and its answer, or a LingraphError that says what to do. */
import { type Failure, LingraphError } from './lingraph-error.ts';
import type { ClientOptions } from './options.ts';

export type Connection = Pick<ClientOptions, 'url' | 'key' | 'headers' | 'fetch' | 'persistedGet'>;

export interface Operation {
  query: string;
  variables: Readonly<Record<string, unknown>>;
}

const ACCEPT = 'application/graphql-response+json, application/json';

/** Sends one operation and gives its data. Throws a LingraphError, or what `fetch` throws for a signal that aborted. */
export async function send<T>(connection: Connection, operation: Operation, signal: AbortSignal): Promise<T> {
  if (!connection.persistedGet) return dataOf<T>(await post(connection, operation, ACCEPT, signal), signal);
  const extensions = { persistedQuery: { version: 1, sha256Hash: await sha256(operation.query) } };
  try {
    return await dataOf<T>(await get(connection, operation, extensions, signal), signal);
  } catch (thrown) {
    if (!(thrown instanceof LingraphError) || thrown.code !== 'PERSISTED_QUERY_NOT_FOUND') throw thrown;
    return dataOf<T>(await post(connection, { ...operation, extensions }, ACCEPT, signal), signal);
  }
}

/** Posts an operation. Throws UNREACHABLE when no answer begins. */
export function post(connection: Connection, body: object, accept: string, signal: AbortSignal): Promise<Response> {
  const headers = { ...headersOf(connection, accept), 'content-type': 'application/json' };
  return request(connection, connection.url, { method: 'POST', headers, body: JSON.stringify(body), signal });
}

function get(connection: Connection, { variables }: Operation, extensions: object, signal: AbortSignal): Promise<Response> {
  const parameters = new URLSearchParams({ variables: JSON.stringify(variables), extensions: JSON.stringify(extensions) });
  const headers = { ...headersOf(connection, ACCEPT), 'graphql-require-preflight': '1' };
  return request(connection, `${connection.url}?${parameters}`, { headers, signal });
}

function headersOf({ key, headers }: Connection, accept: string): Record<string, string> {
  return { accept, ...(key !== undefined && { authorization: `Bearer ${key}` }), ...headers };
}

async function request({ fetch = globalThis.fetch }: Connection, url: string | URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    throw init.signal?.aborted ? cause : unreachable(cause);
  }
}

/** The connection failed, or broke off in the middle of an answer. */
export function unreachable(cause?: unknown): LingraphError {
  const message = 'The gateway cannot be reached, or the connection broke off.';
  return new LingraphError({ code: 'UNREACHABLE', origin: 'NETWORK', retryable: true, message, cause });
}

interface Answer {
  data?: unknown;
  errors?: readonly { message: string; extensions?: Partial<Failure> }[];
}

async function dataOf<T>(response: Response, signal: AbortSignal): Promise<T> {
  const text = await response.text().catch((cause) => {
    throw signal.aborted ? cause : unreachable(cause);
  });
  return readAnswer<T>(parse(text), response);
}

/** The data of an answer. Throws a LingraphError for one with errors, and for what is no GraphQL answer. */
export function readAnswer<T>(answer: Answer | undefined, response: Response): T {
  const [error] = answer?.errors ?? [];
  if (error) throw requestFailure(error, response);
  if (response.ok && answer?.data) return answer.data as T;
  throw new LingraphError({
    code: 'INVALID_ANSWER',
    origin: 'NETWORK',
    retryable: response.status === 429 || response.status >= 500,
    retryAfterMs: retryAfterMs(response),
    message: `${response.status} ${response.statusText}: this is no answer of a gateway. Is the address right?`.replace(
      ' :',
      ':',
    ),
  });
}

function requestFailure({ message, extensions }: NonNullable<Answer['errors']>[number], response: Response): LingraphError {
  return new LingraphError({
    code: 'INVALID_ANSWER',
    origin: 'GATEWAY',
    retryable: false,
    ...extensions,
    retryAfterMs: extensions?.retryAfterMs ?? retryAfterMs(response),
    message,
  });
}

function retryAfterMs(response: Response): number | undefined {
  const seconds = Number.parseFloat(response.headers.get('retry-after') ?? '');
  return Number.isNaN(seconds) ? undefined : seconds * 1_000;
}

export function parse(text: string): Answer | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
