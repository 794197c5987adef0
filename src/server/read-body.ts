import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { type HttpProblem, problem } from './http-problem.ts';
import type { Waiting, WaitingRoom } from './waiting-room.ts';

/** Reads the body of a request, which must be UTF-8. Never resolves when the caller leaves half way. */
export type BodyReader = (request: IncomingMessage) => Promise<string | HttpProblem>;

export interface BodyBounds {
  maxBytes: number;
  /** A body that comes more slowly is refused, once it has had five seconds. */
  minBytesPerSecond: number;
  room: WaitingRoom;
}

/** How much of a body that is too large is thrown away before the connection is: the caller can still read the refusal. */
const PATIENCE = 32;
/** What a piece of a body takes beside its bytes. */
const PIECE_BYTES = 256;
const LOOK_MS = 1_000;
const GRACE_MS = 5_000;

const TOO_SLOW = problem('DEADLINE_EXCEEDED', 'The body came too slowly.', { connection: 'close' });
const NO_ROOM = problem('OVERLOADED', 'Too much is arriving at once. Send it again later.', { 'retry-after': '1' });

interface Body {
  readonly request: IncomingMessage;
  /** Empty once the body was refused. */
  pieces: Buffer[];
  bytes: number;
  isOver: boolean;
  resolve(read: string | HttpProblem): void;
}

/** One that did not come whole in the turn of the event loop in which it began. */
interface Arriving extends Waiting {
  readonly since: number;
}

/** Bodies of at most `maxBytes` each, and together of no more than the room has. */
export function createBodyReader({ maxBytes, minBytesPerSecond, room }: BodyBounds): BodyReader {
  const tooLarge = problem('REQUEST_TOO_LARGE', `The body may have at most ${maxBytes} bytes.`);
  const arriving = new Map<Body, Arriving>();
  let begun: Body[] = [];
  let looking: NodeJS.Timeout | undefined; // one for all bodies: a timer for each would cost more than a small body

  /** Most bodies are over by now. To watch those as well would cost a tenth of a small request. */
  function watchBegun(): void {
    for (const body of begun) if (!body.isOver && !body.request.destroyed) watch(body);
    begun = [];
  }

  function watch(body: Body): void {
    arriving.set(body, { since: performance.now(), cut: () => end(body, NO_ROOM) });
    looking ??= setInterval(look, LOOK_MS).unref();
    body.request.on('close', () => leave(body));
    hold(body);
  }

  function hold(body: Body): void {
    const waiting = arriving.get(body);
    if (waiting) room.hold(waiting, body.bytes + body.pieces.length * PIECE_BYTES);
  }

  function look(): void {
    const now = performance.now();
    for (const [body, { since }] of arriving)
      if (body.bytes * 1_000 < (now - since - GRACE_MS) * minBytesPerSecond) end(body, TOO_SLOW);
    if (arriving.size > 0) return;
    clearInterval(looking);
    looking = undefined;
  }

  function take(body: Body, piece: Buffer): void {
    body.bytes += piece.length;
    if (body.bytes > maxBytes * PATIENCE) body.request.destroy();
    else if (body.bytes > maxBytes) end(body, tooLarge);
    else if (!body.isOver) {
      body.pieces.push(piece);
      hold(body);
    }
  }

  /** Of what was refused, nobody listens any more. */
  function end(body: Body, read: string | HttpProblem): void {
    leave(body);
    body.pieces = [];
    body.resolve(read);
  }

  function leave(body: Body): void {
    body.isOver = true;
    const waiting = arriving.get(body);
    if (!waiting) return;
    arriving.delete(body);
    room.hold(waiting, 0);
  }

  return (request) => {
    if (Number(request.headers['content-length']) > maxBytes) return Promise.resolve(tooLarge);
    return new Promise((resolve) => {
      const body: Body = { request, pieces: [], bytes: 0, isOver: false, resolve };
      if (begun.length === 0) setImmediate(watchBegun);
      begun.push(body);
      request.on('data', (piece: Buffer) => take(body, piece));
      request.on('end', () => end(body, textOf(body.pieces)));
    });
  };
}

function textOf(pieces: readonly Buffer[]): string | HttpProblem {
  const [first] = pieces;
  const body = first && pieces.length === 1 ? first : Buffer.concat(pieces);
  return isUtf8(body) ? body.toString('utf8') : problem('BAD_REQUEST', 'The body is not valid UTF-8.');
}
