import type { ServerResponse } from 'node:http';
import type { Result } from './execute-operation.ts';
import type { OpenStreams } from './open-streams.ts';
import type { StreamFormat } from './stream-formats.ts';
import type { WaitingRoom } from './waiting-room.ts';

export interface StreamSettings {
  format: StreamFormat;
  requestId: string;
  streams: OpenStreams;
  /** How long a reader may take nothing, in milliseconds, before the connection is cut. */
  stallMs: number;
  /** Where a result takes a place until it is read. */
  room: WaitingRoom;
  /** Hears that the results could not be ended. */
  onUnexpected(error: unknown, requestId: string): void;
  /** The last result of a stream that the server ends before its time. */
  lastWords: Result;
}

const PING_MS = 12_000;

/**
 * Writes results as they come, never faster than they are read, and the end after the last one.
 * A reader that leaves or stalls ends the results at once.
 */
export async function sendStream(
  response: ServerResponse,
  events: AsyncIterator<Result>,
  { format, requestId, streams, stallMs, room, lastWords, onUnexpected }: StreamSettings,
): Promise<void> {
  let isCutShort = false;
  const leave = () => void events.return?.().catch((thrown: unknown) => onUnexpected(thrown, requestId));
  const forget = streams.watch(() => {
    isCutShort = true;
    leave();
  });
  response.once('close', leave);
  response.writeHead(200, {
    'content-type': format.type,
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
    'x-request-id': requestId,
  });
  response.write(format.begin);
  const ping = setInterval(() => {
    if (!response.writableNeedDrain) response.write(format.ping);
  }, PING_MS);
  try {
    if (response.req.method === 'HEAD') return void response.end();
    for (let event = await events.next(); !event.done && !isCutShort && !response.destroyed; event = await events.next())
      await write(response, format.result(event.value), { stallMs, room });
    response.end((isCutShort ? format.result(lastWords) : '') + format.end);
  } finally {
    clearInterval(ping);
    forget();
    response.off('close', leave);
    leave();
  }
}

/** Resolves when there is room again, or nobody to write to. */
async function write(
  response: ServerResponse,
  text: string,
  { stallMs, room }: Pick<StreamSettings, 'stallMs' | 'room'>,
): Promise<void> {
  if (response.destroyed || response.write(text)) return;
  await new Promise<void>((resolve) => {
    const unread = { cut: () => response.destroy() };
    const stalled = setTimeout(unread.cut, stallMs);
    room.hold(unread, text.length);
    const go = () => {
      clearTimeout(stalled);
      room.hold(unread, 0);
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.once('drain', go).once('close', go);
  });
}
