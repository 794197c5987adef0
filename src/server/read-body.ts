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

interface Arriving extends Waiting {
  readonly since: number;
  bytes: number;
  refuse(why: HttpProblem): void;
}

/** Bodies of at most `maxBytes` each, and together of no more than the room has. */
export function createBodyReader({ maxBytes, minBytesPerSecond, room }: BodyBounds): BodyReader {
  const arriving = new Set<Arriving>();
  const tooLarge = problem('REQUEST_TOO_LARGE', `The body may have at most ${maxBytes} bytes.`);
  let looking: NodeJS.Timeout | undefined; // one for all bodies: a timer for each would cost more than a small body

  function look(): void {
    const now = performance.now();
    for (const body of arriving)
      if (body.bytes * 1_000 < (now - body.since - GRACE_MS) * minBytesPerSecond) body.refuse(TOO_SLOW);
    if (arriving.size > 0) return;
    clearInterval(looking);
    looking = undefined;
  }

  return (request) => {
    if (Number(request.headers['content-length']) > maxBytes) return Promise.resolve(tooLarge);
    looking ??= setInterval(look, LOOK_MS).unref();
    return new Promise((resolve) => {
      let pieces: Buffer[] = [];
      const leave = () => {
        arriving.delete(body);
        room.hold(body, 0);
      };
      const refuse = (why: HttpProblem) => {
        leave();
        pieces = [];
        resolve(why);
      };
      const body: Arriving = { since: performance.now(), bytes: 0, refuse, cut: () => refuse(NO_ROOM) };
      arriving.add(body);
      request.on('data', (piece: Buffer) => {
        body.bytes += piece.length;
        if (body.bytes > maxBytes * PATIENCE) request.destroy();
        else if (body.bytes > maxBytes) refuse(tooLarge);
        else if (arriving.has(body)) {
          pieces.push(piece);
          room.hold(body, body.bytes + pieces.length * PIECE_BYTES);
        }
      });
      request.on('end', () => {
        resolve(textOf(pieces)); // of what was refused, nobody listens any more
        leave();
      });
      request.on('close', leave);
    });
  };
}

function textOf(pieces: readonly Buffer[]): string | HttpProblem {
  const [first] = pieces;
  const body = first && pieces.length === 1 ? first : Buffer.concat(pieces);
  return isUtf8(body) ? body.toString('utf8') : problem('BAD_REQUEST', 'The body is not valid UTF-8.');
}
