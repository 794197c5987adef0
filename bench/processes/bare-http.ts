/** The least that Node's own HTTP server can do: it reads the JSON of a body and gives the same answer to everybody. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveParent } from '../support/serve-parent.ts';

const ANSWER = JSON.stringify({ data: { sentiment: { label: 'POSITIVE', confidence: 0.99 } } });
const HEADERS = { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(ANSWER) };

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    JSON.parse(Buffer.concat(chunks).toString('utf8'));
    response.writeHead(200, HEADERS).end(ANSWER);
  });
});

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  serveParent({ url: `http://127.0.0.1:${port}/` }, () => undefined);
});
