import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface JsonRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: Record<string, unknown>;
}

export interface JsonUpstream {
  url: string;
  requests: readonly JsonRequest[];
  close(): Promise<void>;
}

/** A server that answers JSON with JSON; a reply may name its status, and say as text what is not quite JSON. */
export async function jsonUpstream(
  reply: (request: JsonRequest) => { status?: number; json: unknown; text?: string },
): Promise<JsonUpstream> {
  const requests: JsonRequest[] = [];
  const server = createServer((message, response) => {
    let text = '';
    message.setEncoding('utf8');
    message.on('data', (chunk: string) => {
      text += chunk;
    });
    message.on('end', () => {
      const request = {
        method: message.method ?? '',
        path: message.url ?? '',
        headers: message.headers,
        body: JSON.parse(text || '{}'),
      };
      requests.push(request);
      const { status = 200, json, text: said = JSON.stringify(json) } = reply(request);
      response.writeHead(status, { 'content-type': 'application/json' }).end(said);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
