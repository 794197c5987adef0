import { readFileSync } from 'node:fs';
import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, createServer as createTcp, type Server } from 'node:net';
import { makeCertificates } from './certificates.ts';

/** A server as it is found at an address, with what a test has to know of it. */
export interface FoundServer {
  /** http://127.0.0.1:port */
  url: string;
  close(): Promise<void>;
}

type Replies = Readonly<Record<string, object | string>>;

/** Answers each `METHOD /path` with what is told, and all else as FastAPI does. */
const answering =
  (replies: Replies): RequestListener =>
  async (message, response) => {
    await message.toArray();
    const said = replies[`${message.method} ${message.url}`] ?? replies['*'];
    if (typeof said === 'string') response.writeHead(200, { 'content-type': 'text/html' }).end(said);
    else
      response
        .writeHead(said ? 200 : 404, { 'content-type': 'application/json' })
        .end(JSON.stringify(said ?? { detail: 'Not Found' }));
  };

const http = (replies: Replies) => () => createHttp(answering(replies));

/** Says something to whoever has said something. */
const tcp = (reply: (said: string) => string | undefined) => () =>
  createTcp((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      const said = reply(bytes.toString('latin1'));
      if (said === undefined) socket.end();
      else if (said !== '') socket.write(said);
    });
  });

function withCertificate(): Server {
  const { valid, remove } = makeCertificates();
  const pem = { key: readFileSync(valid.key), cert: readFileSync(valid.cert) };
  remove();
  return createHttps(pem, (_, response) => response.end('{}'));
}

/** Servers as an operator may have started them, told apart by what each answers. */
export const SERVERS = {
  vllm: http({ 'GET /v1/models': { object: 'list', data: [{ id: 'tiny-chat' }, { id: 'tiny-other' }] } }),
  tgi: http({ 'GET /info': { model_id: 'tiny-writer', version: '3.3.6', max_input_tokens: 1024 } }),
  tei: http({ 'GET /info': { model_id: 'tiny-stars', version: '1.8.0', model_type: { classifier: { id2label: {} } } } }),
  kserve: http({
    'GET /v2': { name: 'kserve', version: '0.21.0', extensions: [] },
    'GET /v2/models': { models: ['reviews'] },
  }),
  mlserver: http({
    'GET /v2': { name: 'mlserver', version: '1.7.1', extensions: [] },
    'POST /v2/repository/index': [{ name: 'reviews', state: 'READY', reason: '' }],
  }),
  infinity: http({
    'GET /models': { object: 'list', data: [{ id: 'reviews', owned_by: 'infinity', capabilities: ['classify'] }] },
  }),
  page: http({ '*': '<!doctype html><title>Sign in</title>' }),
  other: http({}),
  redis: tcp((said) => (said.startsWith('PING') ? '+PONG\r\n' : undefined)),
  echo: tcp((said) => said),
  silent: tcp(() => ''),
  tls: withCertificate,
} as const;

export async function startServer(name: keyof typeof SERVERS): Promise<FoundServer> {
  const server: Server = SERVERS[name]();
  const sockets = new Set<{ destroy(): unknown }>();
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
