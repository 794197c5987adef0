/** A gateway of local models and of one backend for each way in which a provider can fail. */
import { connect, type Socket } from 'node:net';
import { remote, routed } from '../../bench/faults/settings.ts';
import type { Service } from '../../src/main.ts';
import { completion } from '../support/openai-replies.ts';
import { type Fault, type RawUpstream, rawUpstream } from '../support/raw-upstream.ts';
import { serveHere } from '../support/serve-here.ts';

export interface World {
  service: Service;
  /** The code of the answer to a document, wherever it stands in it. */
  ask(query: string, variables?: object): Promise<string | undefined>;
  /** The code of an answer to whatever is sent. */
  send(path: string, init?: RequestInit): Promise<string | undefined>;
  /** The code of the answer to a request written by hand: two parts, and what happens between them. */
  write(first: string, second: string, between?: () => unknown): Promise<string | undefined>;
  /** How many calls a backend has had. */
  callsOf(backend: string): number;
  close(): Promise<void>;
}

const says = (status: string, json: object, ...headers: string[]) => {
  const body = JSON.stringify(json);
  const head = [
    `HTTP/1.1 ${status}`,
    'content-type: application/json',
    `content-length: ${body.length}`,
    'connection: close',
    ...headers,
  ];
  return (socket: Socket) => void socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
};

/** What stands behind each remote backend. */
const UPSTREAMS: Readonly<Record<string, Fault | ((socket: Socket) => void)>> = {
  silent: 'nothing is said',
  cut: 'the JSON is cut',
  html: 'the page is HTML',
  reset: 'the connection is reset',
  limited: 'it asks to wait an hour',
  unpaid: says('429 Too Many Requests', { error: { code: 'insufficient_quota' } }),
  prose: says('200 OK', completion('It is positive.')),
  filtered: says('200 OK', completion('', 'content_filter')),
};

/** Who answers may take long on a busy machine. */
const patienceWith = (name: string) =>
  name === 'silent' ? { attemptMs: 2_000, idleMs: 2_000 } : { attemptMs: 20_000, idleMs: 20_000 };

/** Starts it. Calls of a remote model go one by one, and none may wait. */
export async function openWorld(): Promise<World> {
  const upstreams = new Map<string, RawUpstream>();
  for (const [name, fault] of Object.entries(UPSTREAMS)) upstreams.set(name, await rawUpstream(fault));
  const remotes = [...upstreams].map(([name, { url }]) => [name, remote(url, patienceWith(name))] as const);
  const backends = { local: { kind: 'onnx', workers: 1 }, ...Object.fromEntries(remotes) };
  const service = await serveHere(routed(backends, { breaker: { maxConcurrent: 1, maxQueued: 0 } }));
  const send: World['send'] = async (path, init) => codeIn(await (await fetch(service.url + path, init)).text());
  return {
    service,
    send,
    ask: (query, variables) =>
      send('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      }),
    write: async (first, second, between) => codeIn(await written(new URL(service.url), first, second, between)),
    callsOf: (backend) => upstreams.get(backend)?.requests() ?? 0,
    async close() {
      await service.close();
      for (const upstream of upstreams.values()) await upstream.close();
    },
  };
}

function codeIn(text: string): string | undefined {
  return /"code":"([A-Z_]+)"/.exec(text)?.[1];
}

function written({ hostname, port }: URL, first: string, second: string, between: () => unknown = () => undefined) {
  return new Promise<string>((resolve, reject) => {
    let text = '';
    const socket = connect(Number(port), hostname, async () => {
      socket.write(first);
      await new Promise((soon) => setTimeout(soon, 50));
      between();
      socket.write(second);
    });
    socket.on('data', (data) => {
      text += data.toString();
      if (text.includes('"code"')) socket.destroy();
    });
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });
}
