import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { type ChaosConfig, type FixtureResponse, LLMock } from '@copilotkit/aimock';
import { openaiProblem } from '../../test/support/openai-schema.ts';
import { RIGHT } from './settings.ts';

/** A reply to a question; `time` counts questions from 1. */
export type Say = (question: string, time: number) => FixtureResponse | Promise<FixtureResponse>;

export interface MockUpstream {
  url: string;
  /** How many questions came. Throws when one is not a request that OpenAI's schema allows, as `close` does. */
  requests(): number;
  /** Connections that wait for a reply. */
  busySockets(): number;
  /** Breaks every connection, and takes no new ones until `revive`. */
  kill(): Promise<void>;
  revive(): Promise<void>;
  close(): Promise<void>;
}

export const right: Say = () => ({ content: JSON.stringify({ label: RIGHT }) });

interface MockOptions {
  chaos?: ChaosConfig;
  /** The keys it takes; any when absent. */
  keys?: readonly string[];
}

/** A service that speaks the API of OpenAI, behind a door that counts connections. */
export async function mockUpstream(say: Say = right, { chaos, keys }: MockOptions = {}): Promise<MockUpstream> {
  const auth = keys && { apiKeys: [...keys] };
  const mock = await LLMock.create({ port: 0, host: '127.0.0.1', logLevel: 'silent', journalMaxEntries: 0, chaos, auth });
  let time = 0;
  const respond = (request: { messages: readonly { content: string }[] }) => {
    time += 1;
    return say(request.messages.at(-1)?.content ?? '', time);
  };
  mock.on({ predicate: () => true }, respond as never);
  const door = await openDoor(new URL(mock.url));
  const requests = () => {
    const bodies = mock.getRequests().map(({ body }) => body as unknown as Record<string, unknown> | null);
    for (const { _endpointType, _context, ...sent } of bodies.filter((body) => body !== null)) {
      const problem = openaiProblem('CreateChatCompletionRequest', sent);
      if (problem) throw new Error(`a request that OpenAI would not take: ${problem}`);
    }
    return bodies.length;
  };
  return {
    ...door,
    requests,
    async close() {
      await door.kill();
      try {
        requests();
      } finally {
        await mock.stop();
      }
    },
  };
}

/** Passes connections on to `target`. One is busy from a request until the first bytes of its reply. */
async function openDoor(target: URL) {
  const sockets = new Set<Socket>();
  const busy = new Set<Socket>();
  const server = createServer((inner) => {
    const outer = connect(Number(target.port), target.hostname);
    for (const [socket, other] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        busy.delete(inner);
        other.destroy();
      });
      socket.pipe(other);
    }
    inner.on('data', () => busy.add(inner));
    outer.on('data', () => busy.delete(inner));
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    busySockets: () => busy.size,
    async kill() {
      for (const socket of sockets) socket.destroy();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
    revive: () => listen(port),
  };
}
