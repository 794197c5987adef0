/** For each code a condition that brings it about: over HTTP, before the real gateway. */
import { createStore } from '../../src/cache/store.ts';
import { type ErrorCode, GatewayError } from '../../src/errors.ts';
import { laneCall, startHost } from '../backends/onnx/host/support.ts';
import { startTestServer } from '../src/server/graphql-client.ts';
import { gatewayOver } from '../src/server/streams-world.ts';
import { scriptedBackend, scriptedModel, testCall } from '../support/models.ts';
import type { World } from './world.ts';

type Proof = (world: World) => Promise<string | undefined>;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const json = { 'content-type': 'application/json' };
const post = (body: string, headers: Record<string, string> = json): RequestInit => ({ method: 'POST', headers, body });
const sentiment = (input: string) => `{ sentiment(input: { ${input} }) { __typename ... on Error { code } } }`;

/** Asks one backend, and no other. */
const from =
  (backend: string, more = ''): Proof =>
  ({ ask }) =>
    ask(sentiment(`text: "The soup was cold." language: "en" routing: { backend: "${backend}" cache: BYPASS ${more} }`));

const HEAD = 'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n';

export const PROOFS: Partial<Record<ErrorCode, Proof>> = {
  INPUT_INVALID: ({ ask }) => ask(sentiment('text: " "')),
  INPUT_TOO_LONG: ({ ask }) =>
    ask('query ($text: String!) { sentiment(input: { text: $text }) { ... on Error { code } } }', {
      text: 'cold '.repeat(11_000),
    }),
  NOT_FOUND: from('nowhere'),
  UNSUPPORTED_LANGUAGE: ({ ask }) =>
    ask('{ translate(input: { text: "Hi" source: "en" target: "fi" routing: { backend: "local" } }) { ... on Error { code } } }'),
  UNSUPPORTED_OPTION: ({ ask }) =>
    ask('{ summarize(input: { text: "Hi." format: HEADLINE routing: { backend: "local" } }) { ... on Error { code } } }'),
  NO_ROUTE: from('silent', 'strategy: LOCAL_ONLY'),
  OVERLOADED: async (world) => {
    const waits = from('silent', 'timeoutMs: 10000')(world);
    const codes = await Promise.all([waits, from('silent', 'timeoutMs: 10000')(world)]);
    return codes.find((code) => code === 'OVERLOADED');
  },
  DEADLINE_EXCEEDED: from('silent', 'timeoutMs: 50'),
  MODEL_FAILED: async () => {
    const host = await startHost();
    const answer = async (text: string) => {
      const [row] = await host.inference('echo').run([text], 'echo', laneCall());
      return row instanceof GatewayError ? row : 'POSITIVE';
    };
    const gateway = gatewayOver([scriptedBackend('local', [scriptedModel({ answer })])]);
    const [outcome] = await gateway.run(
      'sentiment',
      ['crash'],
      { language: 'en' },
      testCall({ deadline: performance.now() + 25_000 }),
    );
    await host.close();
    return outcome?.result instanceof GatewayError ? outcome.result.code : undefined;
  },
  MODEL_AUTH_FAILED: from('unpaid'),
  UPSTREAM_RATE_LIMITED: from('limited'),
  UPSTREAM_UNAVAILABLE: from('reset'),
  UPSTREAM_TIMEOUT: from('silent'),
  UPSTREAM_TRUNCATED: from('cut'),
  UPSTREAM_INVALID: from('html'),
  OUTPUT_INVALID: from('prose'),
  CONTENT_REFUSED: from('filtered'),
  BAD_REQUEST: ({ send }) => send('/graphql', post('{')),
  REQUEST_TOO_LARGE: ({ send }) => send('/graphql', post(' '.repeat(1_100_000))),
  UNSUPPORTED_MEDIA_TYPE: ({ send }) => send('/graphql', post('{}', { 'content-type': 'text/plain' })),
  NOT_ACCEPTABLE: ({ send }) => send('/graphql', post('{"query":"{__typename}"}', { ...json, accept: 'text/html' })),
  METHOD_NOT_ALLOWED: ({ send }) => send('/graphql', { method: 'PUT' }),
  CSRF_BLOCKED: ({ send }) => send('/graphql?query=%7B__typename%7D'),
  GRAPHQL_PARSE_FAILED: ({ ask }) => ask('{'),
  GRAPHQL_VALIDATION_FAILED: ({ ask }) => ask('{ nothing }'),
  OPERATION_RESOLUTION_FAILURE: ({ ask }) => ask('query A { __typename } query B { __typename }'),
  BAD_USER_INPUT: ({ ask }) => ask('query ($text: String!) { sentiment(input: { text: $text }) { __typename } }', { text: 1 }),
  QUERY_TOO_COMPLEX: ({ ask }) => ask(`{${Array.from({ length: 51 }, (_, place) => `a${place}:__typename`).join(' ')}}`),
  PERSISTED_QUERY_NOT_FOUND: ({ send }) =>
    send('/graphql', post(JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } }))),
  PERSISTED_QUERY_NOT_SUPPORTED: ({ send }) => send('/graphql', post(JSON.stringify({ documentId: 'a' }))),
  FORBIDDEN: async () => {
    const server = await startTestServer({ admin: false });
    const { errors } = await server.query('{ cacheStats { entries } }');
    await server.close();
    return errors?.[0]?.extensions.code as string;
  },
  STORE_UNAVAILABLE: async () => {
    const server = await startTestServer();
    const refused = async function* () {
      yield await Promise.reject(new Error('connection refused'));
    };
    const store = createStore({ getMany: async () => [], set: async () => undefined, deleteWhere: refused });
    server.gateway.purgeCache = () => store.delete({});
    const { errors } = await server.query('mutation { purgeCache(input: {}) { purged } }');
    await server.close();
    return errors?.[0]?.extensions.code as string;
  },
  CLIENT_CLOSED_REQUEST: async ({ service, send, callsOf }) => {
    const query = sentiment('text: "I leave." language: "en" routing: { backend: "silent" timeoutMs: 20000 cache: BYPASS }');
    const leaving = new AbortController();
    const before = callsOf('silent');
    const asked = send('/graphql', { ...post(JSON.stringify({ query })), signal: leaving.signal }).catch(() => undefined);
    while (callsOf('silent') === before) await pause(10);
    leaving.abort();
    await asked;
    const last = () => service.gateway.telemetry.requests.read({ first: 1, fits: ({ characters }) => characters === 8 })[0];
    while (!last()) await pause(10);
    return last()?.code;
  },
  HOST_NOT_ALLOWED: ({ write }) =>
    write('POST /graphql HTTP/1.1\r\nhost: stranger.example\r\ncontent-type: application/json\r\n', 'content-length: 0\r\n\r\n'),
  INTERNAL_SERVER_ERROR: async () => {
    const server = await startTestServer();
    server.gateway.detectLanguage = () => {
      throw new Error('a bug');
    };
    const { errors } = await server.query('{ detectLanguage(text: "Hi") { language } }');
    await server.close();
    return errors?.[0]?.extensions.code as string;
  },
};

/** Those that end the world they happen in. */
export const LAST_PROOFS: Partial<Record<ErrorCode, Proof>> = {
  MODEL_NOT_READY: async (world) => {
    await Promise.all(world.service.gateway.backends().map(({ close }) => close?.()));
    return from('local')(world);
  },
  SHUTTING_DOWN: ({ service, write }) =>
    write(`${HEAD}content-length: 0\r\n`, '\r\n', () => {
      service.close();
    }),
};
