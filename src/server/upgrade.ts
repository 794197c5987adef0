import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type HttpProblem, problem, resultOfProblem, SHUTTING_DOWN } from './http-problem.ts';
import { toOriginForm } from './origin-form.ts';
import { requestIdOf } from './request-scope.ts';
import type { Websockets } from './websockets.ts';

export interface UpgradeOptions {
  websockets: Websockets;
  /** Origins whose pages may connect, beside the server's own. */
  origins: ReadonlySet<string>;
  isClosed(): boolean;
  hostProblem(request: IncomingMessage): HttpProblem | undefined;
}

const NOT_FOUND = problem('NOT_FOUND', 'There is nothing here. GraphQL is at /graphql.');
const FOREIGN = problem(
  'FORBIDDEN',
  'Pages of this origin may not connect. Add the origin to `server.corsOrigins`; or, if it is the own one, have the proxy hand on the `host` header with its port.',
);

/**
 * Lets `/graphql` become a websocket. A browser asks nobody before it connects across origins, so the origin is checked here.
 * Any other upgrade, as of clients that would like HTTP/2, is not made: the request is answered as it is.
 */
export function takeUpgrades(server: Server, { websockets, origins, isClosed, hostProblem }: UpgradeOptions): void {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') return answerPlainly(server, request, socket, head);
    toOriginForm(request);
    const [path] = (request.url ?? '').split('?', 1);
    const wrong =
      hostProblem(request) ??
      (path === '/graphql' ? undefined : NOT_FOUND) ??
      (isOfOrigin(request, origins) ? undefined : FOREIGN) ??
      (isClosed() ? SHUTTING_DOWN : undefined);
    if (wrong) refuse(socket, wrong, requestIdOf(request));
    else websockets.accept(request, socket, head);
  });
}

/** Programs send no origin; browsers always do. */
function isOfOrigin({ headers: { origin, host } }: IncomingMessage, origins: ReadonlySet<string>): boolean {
  if (origin === undefined || origins.has(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** The server has let go of the connection: one whose other side does not end it would stay for good, and no shutdown would end. */
function refuse(socket: Duplex, wrong: HttpProblem, requestId: string): void {
  const body = JSON.stringify(resultOfProblem(wrong, requestId));
  const head = [
    `HTTP/1.1 ${wrong.status} ${STATUS_CODES[wrong.status]}`,
    'connection: close',
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

const OF_UPGRADES: ReadonlySet<string> = new Set(['connection', 'upgrade', 'http2-settings']);

/** Gives the connection back to the server, with the request as it would be without the wish for an upgrade. */
function answerPlainly(server: Server, { method, url, rawHeaders }: IncomingMessage, socket: Duplex, head: Buffer): void {
  const lines = [`${method} ${url} HTTP/1.1`];
  for (let place = 0; place < rawHeaders.length; place += 2) {
    const name = rawHeaders[place] ?? '';
    if (!OF_UPGRADES.has(name.toLowerCase())) lines.push(`${name}: ${rawHeaders[place + 1]}`);
  }
  socket.removeAllListeners('error');
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.emit('connection', socket);
}
