import type { ServerResponse } from 'node:http';
import { type HttpProblem, resultOfProblem } from './http-problem.ts';
import { JSON_TYPE } from './negotiate.ts';
import type { WaitingRoom } from './waiting-room.ts';

/** For what a browser could keep, or take for something else: every answer but that to a POST of JSON. */
const GUARDED = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** How long a reader may take nothing before its connection is cut. */
export const STALL_MS = 20_000;

/**
 * Sends one whole body; nothing when the caller has gone. What is not read at once takes a place in `room`.
 * Headers cost time: an answer has only those that somebody reads.
 */
export function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string,
  headers?: Readonly<Record<string, string>>,
  room?: WaitingRoom,
): void {
  if (response.destroyed) return;
  const guard = response.req.method === 'POST' && status === 200 ? undefined : GUARDED;
  const bytes = Buffer.byteLength(body);
  response.writeHead(status, { 'content-type': type, 'content-length': bytes, ...guard, ...headers });
  writeSoon({ response, body, bytes, room });
}

interface Ready {
  response: ServerResponse;
  body: string;
  bytes: number;
  room?: WaitingRoom;
}

let ready: Ready[] = [];

/**
 * Writes the answers that become ready in one turn of the event loop together, as soon as its reading is done. A write wakes
 * whoever waits for it, which costs about as much as a cached answer: one that finds its reader awake already is far cheaper.
 */
function writeSoon(answer: Ready): void {
  if (ready.length === 0) setImmediate(writeReady);
  ready.push(answer);
}

function writeReady(): void {
  const written = ready;
  ready = [];
  for (const answer of written) if (!answer.response.write(answer.body)) waitForReader(answer);
  process.nextTick(endWritten, written);
}

function waitForReader({ response, bytes, room }: Ready): void {
  response.setTimeout(STALL_MS);
  if (!room) return;
  const unread = { cut: () => response.destroy() };
  response.once('close', () => room.hold(unread, 0));
  room.hold(unread, bytes);
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
