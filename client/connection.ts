/** One operation to the gateway and its answer, or a LingraphError that says what to do. */
import { LingraphError } from './lingraph-error.ts';
import type { ClientOptions } from './options.ts';
import { dataOf } from './read-answer.ts';
import { unreachable } from './unreachable.ts';

export type Connection = Pick<ClientOptions, 'url' | 'key' | 'headers' | 'fetch' | 'persistedGet'>;

export interface Operation {
  query: string;
  variables: Readonly<Record<string, unknown>>;
}

const ACCEPT = 'application/graphql-response+json, application/json';

/** Addresses that servers and what stands before them surely take. */
const LONGEST_ADDRESS = 4_000;

/** Sends one operation and gives its data. Throws a LingraphError, or what `fetch` throws for a signal that aborted. */
export async function send<T>(connection: Connection, operation: Operation, signal: AbortSignal): Promise<T> {
  // Pages that did not come over https have no `subtle`.
  if (connection.persistedGet && globalThis.crypto?.subtle) return sendHash<T>(connection, operation, signal);
  return dataOf<T>(await post(connection, operation, ACCEPT, signal), signal);
}

/** Asks by GET with the hash of the document; by POST when it is not known there, or the address would be too long. */
async function sendHash<T>(connection: Connection, { query, variables }: Operation, signal: AbortSignal): Promise<T> {
  let extensions: object | undefined = { persistedQuery: { version: 1, sha256Hash: await sha256(query) } };
  const parameters = new URLSearchParams({ variables: JSON.stringify(variables), extensions: JSON.stringify(extensions) });
  const address = `${connection.url}`;
  const url = `${address}${address.includes('?') ? '&' : '?'}${parameters}`;
  const headers = { ...headersOf(connection, ACCEPT), 'graphql-require-preflight': '1' };
  try {
    if (url.length <= LONGEST_ADDRESS) return await dataOf<T>(await request(connection, url, { headers, signal }), signal);
  } catch (thrown) {
    if (!(thrown instanceof LingraphError) || !thrown.code.startsWith('PERSISTED_QUERY')) throw thrown;
    if (thrown.code === 'PERSISTED_QUERY_NOT_SUPPORTED') extensions = undefined;
  }
  return dataOf<T>(await post(connection, { query, variables, extensions }, ACCEPT, signal), signal);
}

/** Posts an operation. Throws UNREACHABLE when no answer begins. */
export function post(connection: Connection, body: object, accept: string, signal: AbortSignal): Promise<Response> {
  const headers = { ...headersOf(connection, accept), 'content-type': 'application/json' };
  return request(connection, connection.url, { method: 'POST', headers, body: JSON.stringify(body), signal });
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

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
