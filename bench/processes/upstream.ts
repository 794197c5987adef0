/** An OpenAI-compatible server that always answers the same, kept alive and at once, or after as long as it is told. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { completion } from '../../test/support/openai-replies.ts';
import { serveParent } from '../support/serve-parent.ts';

export interface UpstreamOrder {
  /** From now on. */
  delayMs: number;
}

export interface UpstreamReport {
  /** Requests since the last order. */
  calls: number;
}

const REPLY = JSON.stringify(completion('{"label":"POSITIVE"}', 'stop', { read: 100, written: 8 }));
const HEAD = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(REPLY) };

let [delayMs, calls] = [0, 0];

const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
  calls += 1;
  const answer = () => response.writeHead(200, HEAD).end(REPLY);
  request.resume().on('end', () => (delayMs > 0 ? setTimeout(answer, delayMs) : answer()));
});

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  serveParent({ url: `http://127.0.0.1:${port}` }, (order: UpstreamOrder): UpstreamReport => {
    const report = { calls };
    [delayMs, calls] = [order.delayMs, 0];
    return report;
  });
});
