/** An HTTP request read as a GraphQL request, as the GraphQL-over-HTTP specification says. */
import type { IncomingMessage } from 'node:http';
import { isRecord } from '../is-record.ts';
import { MAX_REQUEST_VALUES } from '../limits.ts';
import { hasTooManyValues } from '../too-many-values.ts';
import { type HttpProblem, problem } from './http-problem.ts';
import type { BodyReader } from './read-body.ts';

/** What the caller sent: at least one of `query`, `persistedHash` and `documentId`. */
export interface GraphqlRequest {
  query?: string;
  /** The SHA-256 of a query that was sent before. */
  persistedHash?: string;
  /** The id of a trusted document. */
  documentId?: string;
  operationName?: string;
  variables?: Record<string, unknown>;
}

/** Any of these makes a browser ask before it sends a request across origins; a GET must have one, unless the browser says that it comes from here. */
const PREFLIGHT_HEADERS = ['graphql-require-preflight', 'apollo-require-preflight', 'x-apollo-operation-name'];

/** Reads a GET, HEAD or POST request. A POST must be JSON in UTF-8, a GET must carry a header that a foreign page cannot send unasked. */
export async function readGraphqlRequest(request: IncomingMessage, readBody: BodyReader): Promise<GraphqlRequest | HttpProblem> {
  if (request.method === 'GET' || request.method === 'HEAD') return readGet(request);
  if (request.method !== 'POST') return problem('METHOD_NOT_ALLOWED', 'Send GET or POST.', { allow: 'GET, HEAD, POST' });
  const refusal = refusePost(request);
  if (refusal) return refusal;
  const body = await readBody(request);
  return typeof body === 'string' ? readPost(body) : body;
}

/** What speaks against a POST before its body is read. */
function refusePost({ headers }: IncomingMessage): HttpProblem | undefined {
  const { 'content-type': type, 'content-encoding': encoding = 'identity' } = headers;
  if (!isJson(type)) return problem('UNSUPPORTED_MEDIA_TYPE', 'Send `content-type: application/json`, in UTF-8.');
  if (encoding.toLowerCase() !== 'identity')
    return problem('UNSUPPORTED_MEDIA_TYPE', 'Send the body as it is, without `content-encoding`.');
  return undefined;
}

/** What some editors and languages put before a text. JSON lets its readers pass over it (RFC 8259, section 8.1). */
const BYTE_ORDER_MARK = 0xfeff;

function readPost(body: string): GraphqlRequest | HttpProblem {
  if (hasTooManyValues(body, MAX_REQUEST_VALUES)) return TOO_MANY_VALUES;
  const parsed = parseJson(body.charCodeAt(0) === BYTE_ORDER_MARK ? body.slice(1) : body);
  return parsed === undefined ? problem('BAD_REQUEST', 'The body is not valid JSON.') : readFields(parsed);
}

const UPGRADE_LOST = problem(
  'BAD_REQUEST',
  'This was to become a websocket, but a proxy took the upgrade away. Have the proxy hand the headers `Upgrade` and `Connection` on, over HTTP/1.1.',
);

function readGet(request: IncomingMessage): GraphqlRequest | HttpProblem {
  if (request.headers['sec-websocket-key'] !== undefined) return UPGRADE_LOST;
  if (!PREFLIGHT_HEADERS.some((name) => request.headers[name]) && request.headers['sec-fetch-site'] !== 'same-origin')
    return problem('CSRF_BLOCKED', 'A GET request must have the header `graphql-require-preflight: 1`.');
  const type = request.headers['content-type'];
  if (type !== undefined && !isJson(type)) return problem('UNSUPPORTED_MEDIA_TYPE', 'A GET request has no content but JSON.');
  const sent = new URLSearchParams(request.url?.replace(/^[^?]*/, ''));
  const fields: Record<string, unknown> = {};
  for (const name of ['query', 'documentId', 'operationName', 'variables', 'extensions']) {
    const [value, another] = sent.getAll(name);
    if (value === undefined) continue;
    if (another !== undefined) return problem('BAD_REQUEST', `\`${name}\` may be sent once.`);
    fields[name] = name === 'variables' || name === 'extensions' ? parseJson(value) : value;
    if (fields[name] === undefined) return problem('BAD_REQUEST', `\`${name}\` is not valid JSON.`);
  }
  return readFields(fields);
}

/** Reads the members of a request that was JSON, or a message of a websocket. */
export function readFields(fields: unknown): GraphqlRequest | HttpProblem {
  if (!isRecord(fields))
    return problem('BAD_REQUEST', 'The body must be one JSON object with `query`; lists of requests are not taken.');
  const { query, documentId, operationName, variables, extensions } = fields;
  if (query != null && typeof query !== 'string') return problem('BAD_REQUEST', '`query` must be a string.');
  if (documentId != null && typeof documentId !== 'string') return problem('BAD_REQUEST', '`documentId` must be a string.');
  if (operationName != null && typeof operationName !== 'string')
    return problem('BAD_REQUEST', '`operationName` must be a string.');
  if (variables != null && !isRecord(variables)) return problem('BAD_REQUEST', '`variables` must be an object.');
  if (extensions != null && !isRecord(extensions)) return problem('BAD_REQUEST', '`extensions` must be an object.');
  const persistedHash = readPersistedQuery(extensions?.persistedQuery);
  if (persistedHash === null) return problem('BAD_REQUEST', '`persistedQuery` must have version 1 and a SHA-256 in hexadecimal.');
  if (!query && !persistedHash && !documentId) return problem('BAD_REQUEST', 'The request has no `query`.');
  return {
    query: query || undefined,
    persistedHash,
    documentId: documentId || undefined,
    operationName: operationName ?? undefined,
    variables: variables ?? undefined,
  };
}

/** The hash of an automatic persisted query; undefined when there is none, null when it is not well formed. */
function readPersistedQuery(sent: unknown): string | undefined | null {
  if (sent == null) return undefined;
  if (!isRecord(sent) || sent.version !== 1 || typeof sent.sha256Hash !== 'string') return null;
  return /^[0-9a-f]{64}$/.test(sent.sha256Hash) ? sent.sha256Hash : null;
}

const TOO_MANY_VALUES = problem('BAD_USER_INPUT', `A request may hold at most ${MAX_REQUEST_VALUES} names and values.`);

/** Undefined for what is not JSON, and for JSON that tries to name a prototype. */
function parseJson(text: string): unknown {
  try {
    return namesPrototype(text) ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function namesPrototype(text: string): boolean {
  return (text.includes('"__proto__"') || text.includes('\\u00')) && PROTOTYPE.test(text);
}

/** The name `__proto__`, where any of its letters may be an escape. To look at names while parsing takes ten times as long. */
const PROTOTYPE = new RegExp(`"${[...'__proto__'].map(orEscape).join('')}"\\s*:`);

function orEscape(letter: string): string {
  return `(?:${letter}|\\\\u00${letter.charCodeAt(0).toString(16).replace('f', '[fF]')})`;
}

/** True for JSON in UTF-8, which is also what no charset means. */
function isJson(type: string | undefined): boolean {
  if (type === 'application/json') return true;
  const [name = '', ...parameters] = (type ?? '').split(';').map((part) => part.trim().toLowerCase());
  if (name !== 'application/json') return false;
  return parameters.every((parameter) => !parameter.startsWith('charset=') || /^charset="?utf-?8"?$/.test(parameter));
}
