import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { completion } from './openai-replies.ts';

/** What is said to a question; unless told otherwise, that it is NEGATIVE. */
export interface Said {
  status?: number;
  headers?: Readonly<Record<string, string>>;
  content?: string;
  json?: object;
  delayMs?: number;
  tokens?: { read: number; written: number };
}

export interface ChatUpstream {
  url: string;
  /** The bodies of the requests that came. */
  requests: readonly Readonly<Record<string, unknown>>[];
  /** How many requests were given up by whoever sent them. */
  givenUp(): number;
  close(): Promise<void>;
}

/** A service that speaks the API of OpenAI and says to each question what it is told. `time` counts questions from 1. */
export async function chatUpstream(say: (question: string, time: number) => Said = () => ({})): Promise<ChatUpstream> {
  const requests: Record<string, unknown>[] = [];
  let givenUp = 0;
  const server = createServer(async (message, response) => {
    const body = JSON.parse(Buffer.concat(await message.toArray()).toString());
    requests.push(body);
    response.on('close', () => {
      if (!response.writableFinished) givenUp += 1;
    });
    const {
      status = 200,
      headers,
      content = '{"label":"NEGATIVE"}',
      json,
      delayMs = 0,
      tokens,
    } = say(body.messages.at(-1).content, requests.length);
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(json ?? (status < 300 ? completion(content, 'stop', tokens) : { error: { code: null } })));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    givenUp: () => givenUp,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
