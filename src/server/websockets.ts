import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { CloseCode, handleProtocols, MessageType } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { MAX_REQUEST_VALUES } from '../limits.ts';
import { hasTooManyValues } from '../too-many-values.ts';
import type { WaitingRoom } from './waiting-room.ts';
import { type Connection, createProtocol, type ProtocolOptions } from './websocket-protocol.ts';

export interface WebsocketOptions extends ProtocolOptions {
  /** The largest message a client may send, in bytes. */
  maxBytes: number;
  /** Where messages that arrive or are not read take a place. */
  room: WaitingRoom;
}

export interface Websockets {
  /** Takes over a connection that asked to become a websocket. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Closes those on which nothing is under way. */
  closeIdle(): void;
  closeAll(): void;
  /** Ends those that have not closed yet. */
  cutAll(): void;
}

const GOING_AWAY = 1001;
const PING_MS = 12_000;
const PONG = JSON.stringify({ type: MessageType.Pong });
/** A client that sends and does not read is cut when this much waits for it. */
const MAX_WAITING_BYTES = 4_000_000;
/** Of one message: those of a few bytes each take far more memory than they hold. */
const MAX_FRAGMENTS = 256;
const MAX_PIECES = 4_096;
/** Of a message that is not whole: so few are not counted. */
const FEW_BYTES = 2_048;

/** GraphQL over websockets. */
export function createWebsockets({ maxBytes, room, ...options }: WebsocketOptions): Websockets {
  const upgrader = new WebSocketServer({
    noServer: true,
    maxPayload: maxBytes,
    maxFragments: MAX_FRAGMENTS,
    maxBufferedChunks: MAX_PIECES,
    handleProtocols,
    clientTracking: false,
  });
  const protocol = createProtocol(options);
  const { onUnexpected } = options;
  const open = new Map<WebSocket, Connection>();

  function opened(socket: WebSocket, { socket: carrier }: IncomingMessage): void {
    const connection: Connection = { underWay: () => 0 };
    open.set(socket, connection);
    const fail = (thrown: unknown) => {
      onUnexpected(thrown, '');
      socket.close(CloseCode.InternalServerError, 'Internal server error');
    };
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (text) => sendText(socket, text, room),
        close: (code, reason) => socket.close(code, reason),
        // Without what the client sent along, which the library would write back however deep it is.
        onPing: () => sendText(socket, PONG, room),
        onMessage: (take) =>
          socket.on('message', (data) => {
            const text = String(data);
            if (socket.bufferedAmount > MAX_WAITING_BYTES) socket.terminate();
            else if (hasTooManyValues(text, MAX_REQUEST_VALUES)) socket.close(CloseCode.BadRequest, 'Too many names and values');
            else take(text).catch(fail);
          }),
      },
      connection,
    );
    const stopPings = pinging(socket);
    watchArriving(socket, carrier, room);
    socket.on('error', ignore); // what a client did wrong: the library closes with the code that says so
    socket.once('close', (code, reason) => {
      open.delete(socket);
      stopPings();
      closed(code, String(reason)).catch((thrown: unknown) => onUnexpected(thrown, ''));
    });
  }

  const closeThose = (isMeant: (connection: Connection) => boolean) => {
    for (const [socket, connection] of open) if (isMeant(connection)) socket.close(GOING_AWAY, 'Shutting down');
  };
  return {
    accept: (request, socket, head) => upgrader.handleUpgrade(request, socket, head, opened),
    closeIdle: () => closeThose(({ underWay }) => underWay() === 0),
    closeAll: () => closeThose(() => true),
    cutAll: () => {
      for (const socket of open.keys()) socket.terminate();
    },
  };
}

/** Resolves when the text has left this process: nothing is sent faster than it is read. */
function sendText(socket: WebSocket, text: string, room: WaitingRoom): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState !== socket.OPEN) return resolve();
    const unread = { cut: () => socket.terminate() };
    socket.send(text, () => {
      room.hold(unread, 0);
      resolve();
    });
    room.hold(unread, text.length);
  });
}

/** Counts what has come of a message that is not whole yet. */
function watchArriving(socket: WebSocket, carrier: Socket, room: WaitingRoom): void {
  const arriving = { cut: () => socket.terminate() };
  let partBytes = 0;
  let wholeBytes = 0;
  let isWhole = false;
  const frame = (data: Buffer) => {
    wholeBytes += data.length + headBytes(data.length);
  };
  socket.on('ping', frame).on('pong', frame);
  socket.on('message', (data: Buffer) => {
    frame(data);
    isWhole = true;
  });
  // Called when the library has read the piece, and has told of each frame that is whole with it.
  carrier.on('data', (piece: Buffer) => {
    partBytes = Math.max(0, partBytes + piece.length - wholeBytes);
    if (isWhole) partBytes = Math.min(partBytes, piece.length); // of the fragments of a message not every head was counted
    wholeBytes = 0;
    isWhole = false;
    room.hold(arriving, partBytes > FEW_BYTES ? partBytes : 0);
  });
  socket.once('close', () => room.hold(arriving, 0));
}

/** What stands before the data of a frame that a client sends. */
function headBytes(dataBytes: number): number {
  if (dataBytes < 126) return 6;
  return dataBytes < 65_536 ? 8 : 14;
}

/** Ends a connection whose other side does not answer a ping before the next one. */
function pinging(socket: WebSocket): () => void {
  let isAlive = true;
  socket.on('pong', () => {
    isAlive = true;
  });
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, PING_MS);
  return () => clearInterval(timer);
}

function ignore(): void {}
