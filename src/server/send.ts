import type { ServerResponse } from 'node:http';
import { type HttpProblem, resultOfProblem } from './http-problem.ts';
import { JSON_TYPE } from './negotiate.ts';

/** For what a browser could keep, or take for something else: every answer but that to a POST of JSON. */
const GUARDED = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** How long a reader may take nothing before its connection is cut. */
export const STALL_MS = 20_000;

/** Sends one whole body; nothing when the caller has gone. Headers cost time: an answer has only those that somebody reads. */
export function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string,
  headers?: Readonly<Record<string, string>>,
): void {
  if (response.destroyed) return;
  const guard = response.req.method === 'POST' && status === 200 ? undefined : GUARDED;
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body), ...guard, ...headers });
  writeSoon(response, body);
}

let ready: { response: ServerResponse; body: string }[] = [];

/**
 * Writes the answers that become ready in one turn of the event loop together, as soon as its reading is done. A write wakes
 * whoever waits for it, which costs about as much as a kept answer: one that finds its reader awake already is far cheaper.
 */
function writeSoon(response: ServerResponse, body: string): void {
  if (ready.length === 0) setImmediate(writeReady);
  ready.push({ response, body });
}

function writeReady(): void {
  const written = ready;
  ready = [];
  for (const { response, body } of written) if (!response.write(body)) response.setTimeout(STALL_MS);
  process.nextTick(endWritten, written);
}

/** After the writes have gone out, each as one: ended at once, an answer would be written in two parts. */
function endWritten(written: readonly { response: ServerResponse }[]): void {
  for (const { response } of written) response.end();
}

/** Refuses a request, in the form of a GraphQL error. */
export function sendProblem(response: ServerResponse, problem: HttpProblem, requestId: string): void {
  const body = JSON.stringify(resultOfProblem(problem, requestId));
  send(response, problem.status, JSON_TYPE, body, { 'x-request-id': requestId, ...problem.headers });
}
