import type { Connection } from '../support/connection.ts';
import { requestBytes } from '../support/request-bytes.ts';
import type { TestGateway } from './bench.ts';

export interface Asked {
  text: string;
  /** Pins a backend. */
  backend?: string;
  /** How long the caller gives the gateway; as long as callers of this gateway do unless set. */
  timeoutMs?: number;
  /** BYPASS unless set. */
  cache?: 'USE';
  signal?: AbortSignal;
}

export interface Reply {
  label?: string;
  code?: string;
  retryAfterMs?: number;
  attempts: readonly { backend: string; outcome: string; code?: string }[];
  latencyMs: number;
  /** How long after the deadline it came; 0 when it was in time. */
  lateMs: number;
  /** Everything that came, or why nothing did. */
  body: string;
  hangs: boolean;
}

interface Result extends Pick<Reply, 'label' | 'code' | 'retryAfterMs'> {
  attempts?: Reply['attempts'];
  meta?: { attempts: Reply['attempts'] };
}

const QUERY = `query ($text: String!, $routing: RoutingInput!) {
  sentiment(input: { text: $text, language: "en", routing: $routing }) {
    ... on Sentiment { label meta { attempts { backend outcome code } } }
    ... on Error { code message retryAfterMs attempts { backend outcome code } }
  }
}`;

/** Without an answer for so long after the deadline, a request hangs. */
const PATIENCE_MS = 5_000;

/** Gives the body that came, or why none did. */
type Send = (graphql: URL, body: string, signal: AbortSignal) => Promise<string>;

const overFetch: Send = (graphql, body, signal) =>
  fetch(graphql, { method: 'POST', headers: { 'content-type': 'application/json' }, body, signal })
    .then((response) => response.text())
    .catch((thrown: unknown) => String(thrown));

/** Sends over a connection that is open: where milliseconds are counted, those of fetch are not the gateway's. */
export const over =
  (connection: Connection): Send =>
  (graphql, body) =>
    new Promise((resolve) =>
      connection.send(requestBytes(graphql, body), (reply) => resolve(reply ? bodyOf(reply.bytes) : 'the connection broke')),
    );

const bodyOf = (bytes: Buffer) => bytes.toString('utf8', bytes.indexOf('\r\n\r\n') + 4);

/** Asks for one sentiment over HTTP. */
export async function ask({ url, callerMs = 5_000 }: TestGateway, asked: Asked, send = overFetch): Promise<Reply> {
  const { text, backend, timeoutMs = callerMs, cache, signal } = asked;
  const routing = { backend, timeoutMs, cache: cache ?? 'BYPASS' };
  const graphql = new URL(`${url}/graphql`);
  const signals = [AbortSignal.timeout(timeoutMs + PATIENCE_MS), ...(signal ? [signal] : [])];
  const started = performance.now();
  const body = await send(graphql, JSON.stringify({ query: QUERY, variables: { text, routing } }), AbortSignal.any(signals));
  const latencyMs = performance.now() - started;
  const { label, code, retryAfterMs, attempts, meta } = resultIn(body);
  return {
    label,
    code,
    retryAfterMs,
    attempts: meta?.attempts ?? attempts ?? [],
    latencyMs,
    lateMs: Math.max(0, Math.round(latencyMs - timeoutMs)),
    body,
    hangs: latencyMs >= timeoutMs + PATIENCE_MS,
  };
}

function resultIn(body: string): Result {
  try {
    const { data, errors } = JSON.parse(body);
    return data?.sentiment ?? { code: errors?.[0]?.extensions?.code };
  } catch {
    return {};
  }
}

/** How many of the attempts were calls that were made. */
export function callsOf(...replies: readonly Reply[]): number {
  return replies.flatMap(({ attempts }) => attempts).filter(({ outcome }) => !outcome.startsWith('SKIPPED')).length;
}

/** The word for an answer: only `label` is right. */
export function judged({ label, hangs }: Reply, right: string): string {
  if (hangs) return 'hang';
  if (label === undefined) return 'error';
  return label === right ? 'right' : 'wrong';
}
