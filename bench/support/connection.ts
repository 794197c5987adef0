import { connect } from 'node:net';

/** A kept-alive connection that carries one request at a time. Made to cost little: the load must not be what is measured. */
export interface Connection {
  /** Sends a whole request; `onReply` gets the whole reply, or undefined when the connection broke. */
  send(request: Buffer, onReply: (reply: Reply | undefined) => void): void;
  close(): void;
}

export interface Reply {
  status: number;
  /** Head and body as they came. */
  bytes: Buffer;
}

const HEAD_END = '\r\n\r\n';
const LAST_CHUNK = Buffer.from('0\r\n\r\n');
const LENGTH = /content-length: *(\d+)/i;

export function openConnection(url: URL): Promise<Connection> {
  const socket = connect(Number(url.port), url.hostname);
  socket.setNoDelay(true);
  let received: Buffer | undefined;
  let waiting: ((reply: Reply | undefined) => void) | undefined;
  const settle = (reply: Reply | undefined) => {
    const tell = waiting;
    waiting = undefined;
    received = undefined;
    tell?.(reply);
  };
  socket.on('data', (chunk) => {
    received = received ? Buffer.concat([received, chunk]) : chunk;
    if (isWhole(received)) settle({ status: Number(received.toString('latin1', 9, 12)), bytes: received });
  });
  socket.on('close', () => settle(undefined));
  return new Promise((resolve, reject) => {
    socket.on('error', reject); // once it is open, `close` tells
    socket.once('connect', () =>
      resolve({
        send(request, onReply) {
          waiting = onReply;
          if (socket.destroyed) settle(undefined);
          else socket.write(request);
        },
        close: () => socket.destroy(),
      }),
    );
  });
}

function isWhole(received: Buffer): boolean {
  const end = received.indexOf(HEAD_END);
  if (end < 0) return false;
  const length = LENGTH.exec(received.toString('latin1', 0, end));
  return length ? received.length >= end + HEAD_END.length + Number(length[1]) : received.subarray(-5).equals(LAST_CHUNK);
}
