import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ExecuteOperation, OperationResult } from './execute-operation.ts';
import { readGraphqlRequest } from './graphql-request.ts';
import { createCacheHint, etagOf, type HttpCacheHint, hasAlready } from './http-cache.ts';
import { type HttpProblem, isProblem, problem, resultOfProblem, SHUTTING_DOWN } from './http-problem.ts';
import { GRAPHQL_TYPE, JSON_TYPE, type MediaType, negotiate } from './negotiate.ts';
import type { OpenStreams } from './open-streams.ts';
import type { BodyReader } from './read-body.ts';
import { type CallerRules, callerOf, closedSignal } from './request-scope.ts';
import { send, sendProblem } from './send.ts';
import { sendStream } from './send-stream.ts';
import { type StreamFormat, streamFormat } from './stream-formats.ts';
import type { WaitingRoom } from './waiting-room.ts';

export interface GraphqlHandlerOptions {
  executeOperation: ExecuteOperation;
  rules: CallerRules;
  streams: OpenStreams;
  readBody: BodyReader;
  stallMs: number;
  /** Where answers take a place until they are read. */
  room: WaitingRoom;
  /** Whether connections should end with their answer. */
  isDraining(): boolean;
  onUnexpected(error: unknown, requestId: string): void;
}

export type Handler = (request: IncomingMessage, response: ServerResponse, requestId: string) => Promise<void>;

/** Answers GraphQL over HTTP: one result as JSON, a subscription as a stream. */
export function createGraphqlHandler(options: GraphqlHandlerOptions): Handler {
  const { executeOperation, rules, streams, readBody, stallMs, room, isDraining, onUnexpected } = options;
  return async (request, response, requestId) => {
    const accepted = acceptedBy(request);
    if (isProblem(accepted)) return sendProblem(response, accepted, requestId);
    const isReadOnly = request.method !== 'POST';
    const hint = isReadOnly ? createCacheHint() : undefined;
    const caller = callerOf(rules, requestId, closedSignal(request), hint);
    const asked = await readGraphqlRequest(request, readBody);
    if (isProblem(asked)) return sendProblem(response, asked, requestId);
    const operated = await executeOperation(asked, caller, { isReadOnly, canStream: accepted.format !== undefined });
    if (isProblem(operated)) return sendProblem(response, operated, requestId);
    if (isDraining()) response.shouldKeepAlive = false;
    const { type, format } = accepted;
    const events = operated.events ?? (type ? undefined : single(operated));
    if (!events || !format) return sendResult(response, operated, { type: type ?? JSON_TYPE, requestId, hint, room });
    const lastWords = resultOfProblem(SHUTTING_DOWN, requestId);
    await sendStream(response, events, { format, requestId, streams, stallMs, room, lastWords, onUnexpected });
  };
}

interface Accepted {
  type?: MediaType;
  /** For a subscription, or for who accepts streams only. */
  format?: StreamFormat;
}

/** In which forms the caller takes an answer. */
function acceptedBy({ headers: { accept } }: IncomingMessage): Accepted | HttpProblem {
  const type = negotiate(accept);
  const format = streamFormat(accept);
  return type || format ? { type, format } : NOT_ACCEPTABLE;
}

const NOT_ACCEPTABLE = problem(
  'NOT_ACCEPTABLE',
  'Accept `application/graphql-response+json`, `application/json`, or `text/event-stream`.',
);

interface Answering {
  type: MediaType;
  requestId: string;
  hint?: HttpCacheHint;
  room: WaitingRoom;
}

function sendResult(response: ServerResponse, operated: OperationResult, { type, requestId, hint, room }: Answering): void {
  const { data, errors, httpStatus, write = JSON.stringify } = operated;
  const lasting = errors ? undefined : hint?.headers();
  if (lasting) {
    sendLasting(response, type, write({ data }), lasting, room);
    return;
  }
  const body = errors ? JSON.stringify({ errors, data }) : write({ data });
  // The id is in the errors, and in `meta` for who asks: as a header it goes to who sent one, or has an error to report.
  const headers = errors || response.req.headers['x-request-id'] ? { 'x-request-id': requestId } : undefined;
  // A client of `application/json` looks for request errors in the body: for it their status is 200.
  const status = httpStatus === 400 && type !== GRAPHQL_TYPE ? 200 : httpStatus;
  send(response, status, type, body, headers, room);
}

/** The answer to a GET that may be kept; without its body for who has it already. */
function sendLasting(
  response: ServerResponse,
  type: MediaType,
  body: string,
  lasting: Readonly<Record<string, string>>,
  room: WaitingRoom,
): void {
  const vary = [response.getHeader('vary'), 'accept'].filter(Boolean).join(', ');
  const etag = etagOf(type, body);
  const headers = { ...lasting, vary, etag };
  if (hasAlready(response.req.headers, etag)) response.writeHead(304, headers).end();
  else send(response, 200, type, body, headers, room);
}

/** The one result of an operation that is no subscription, for who accepts streams only. */
async function* single({ errors, data }: OperationResult) {
  yield errors ? { errors, data } : { data };
}
