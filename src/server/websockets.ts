import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { CloseCode, handleProtocols } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Connection, createProtocol, type ProtocolOptions } from './websocket-protocol.ts';

export interface WebsocketOptions extends ProtocolOptions {
  /** The largest message a client may send, in bytes. */
  maxPayload: number;
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
/** A client that sends and does not read is cut when this much waits for it. */
const MOST_WAITING_BYTES = 4_000_000;

/** GraphQL over websockets. */
export function createWebsockets({ maxPayload, ...options }: WebsocketOptions): Websockets {
  const upgrader = new WebSocketServer({ noServer: true, maxPayload, handleProtocols, clientTracking: false });
  const protocol = createProtocol(options);
  const { onUnexpected } = options;
  const open = new Map<WebSocket, Connection>();

  function opened(socket: WebSocket): void {
    const connection: Connection = { underWay: () => 0 };
    open.set(socket, connection);
    const fail = (thrown: unknown) => {
      onUnexpected(thrown, '');
      socket.close(CloseCode.InternalServerError, 'Internal server error');
    };
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (text) => sendText(socket, text),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (take) =>
          socket.on('message', (data) => {
            if (socket.bufferedAmount > MOST_WAITING_BYTES) socket.terminate();
            else take(String(data)).catch(fail);
          }),
      },
      connection,
    );
    const stopPings = pinging(socket);
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
function sendText(socket: WebSocket, text: string): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState === socket.OPEN) socket.send(text, () => resolve());
    else resolve();
  });
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
