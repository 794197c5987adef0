/** A server whose replies a test writes: what the gateway would never say, or says only on bad days. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers one request; `time` counts them from 0. */
export type Script = (response: ServerResponse, time: number, body: AskedBody, request: IncomingMessage) => void;

export interface AskedBody {
  query?: string;
  variables?: { input: { items: { text: string }[] } };
}

export interface FaultServer {
  url: string;
  /** The bodies that were sent, in order. */
  asked: AskedBody[];
  close(): Promise<void>;
}

export async function startFaultServer(script: Script): Promise<FaultServer> {
  const asked: AskedBody[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const body: AskedBody = text ? JSON.parse(text) : {};
    script(response, asked.push(body) - 1, body, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function json(response: ServerResponse, body: unknown, status = 200, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

export const POSITIVE = { __typename: 'Sentiment', label: 'POSITIVE', confidence: 0.9, scores: [], meta: {} };

export const failure = (code: string, more: object = {}) => ({
  __typename: 'ModelError',
  code,
  message: 'It failed.',
  origin: 'PROVIDER',
  retryable: true,
  retryAfterMs: 1,
  attempts: [],
  docs: `https://docs.test/#${code.toLowerCase()}`,
  ...more,
});

/** Answers a batch with what `result` gives for each text. */
export const batchOf = (body: AskedBody, result: (text: string) => object) => ({
  data: { batch: { items: (body.variables?.input.items ?? []).map(({ text }, index) => ({ index, result: result(text) })) } },
});
