/** The few requests that tests send. */
import { type RunningServer, type ServerOptions, startServer } from '../../../src/server/start-server.ts';
import { type EchoGateway, echoGateway } from '../../support/echo-gateway.ts';

export interface TestServer extends RunningServer {
  gateway: EchoGateway;
  /** Every error that was masked. */
  unexpected: unknown[];
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
  query(query: string, variables?: Record<string, unknown>): Promise<GraphqlAnswer>;
}

/** Data of any shape: tests say what they expect of it. */
export interface Data {
  [field: string]: Data;
}

export interface GraphqlAnswer {
  data?: Data | null;
  errors?: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
}

/** A server on a free port, with the echo gateway behind it. */
export async function startTestServer(options: Partial<ServerOptions> = {}): Promise<TestServer> {
  const gateway = echoGateway();
  const unexpected: unknown[] = [];
  const server = await startServer({
    gateway,
    host: '127.0.0.1',
    port: 0,
    onUnexpected: (error) => unexpected.push(error),
    ...options,
  });
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const query = async (text: string, variables?: Record<string, unknown>) =>
    (await (await post({ query: text, variables })).json()) as GraphqlAnswer;
  return { ...server, gateway, unexpected, post, query };
}
