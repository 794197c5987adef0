import { z } from 'zod';
import { CliFailure } from '../cli-failure.ts';
import { EXIT_CODE } from '../exit-code.ts';
import { waitToRetry } from './wait-to-retry.ts';

/** How often one request is sent at most: few, since an address may simply be wrong. */
const TRIES = 4;
/** How long an answer to one request may take unless it is said: less than `fetch` waits for one to begin. */
const PATIENCE_MS = 240_000;

/** Where to ask, and as whom. */
export interface Server {
  /** Of the GraphQL endpoint: http or https. */
  url: URL;
  /** Sent as a bearer token. */
  key?: string;
}

const body = z.object({
  data: z.unknown().optional(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        extensions: z
          .object({ code: z.string().optional(), retryable: z.boolean().optional(), retryAfterMs: z.number().nullish() })
          .optional(),
      }),
    )
    .optional(),
});

/** Gives the `data` of the reply, or what failed. */
type Reached = { data: unknown } | { failure: string; cause?: unknown; retryable: boolean; retryAfterMs?: number };

/**
 * Sends one operation and gives its data. A failure of the whole request that may pass is tried again.
 * Throws CliFailure when the server cannot be reached, is silent for too long, refuses the request, or is not a GraphQL server.
 */
export async function postGraphql(
  server: Server,
  query: string,
  variables: Record<string, unknown>,
  signal: AbortSignal,
  patienceMs = PATIENCE_MS,
): Promise<unknown> {
  const headers = headersOf(server);
  for (let tried = 1; ; tried++) {
    const reached = await post(server.url, { headers, body: JSON.stringify({ query, variables }) }, signal, patienceMs);
    if ('data' in reached) return reached.data;
    if (!reached.retryable || tried === TRIES) throw new CliFailure(reached.failure, { cause: reached.cause });
    await waitToRetry(tried, reached.retryAfterMs, signal);
  }
}

function headersOf({ key }: Server): Record<string, string> {
  const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json' };
  if (key === undefined) return headers;
  // The error of `fetch` would show the key.
  if (/[^ -~]/.test(key.trim()))
    throw new CliFailure('The key holds a character that cannot be sent.', { exitCode: EXIT_CODE.usage });
  return { ...headers, authorization: `Bearer ${key.trim()}` };
}

async function post(url: URL, request: RequestInit, signal: AbortSignal, patienceMs: number): Promise<Reached> {
  const silent = AbortSignal.timeout(patienceMs);
  try {
    const response = await fetch(url, { ...request, method: 'POST', signal: AbortSignal.any([signal, silent]) });
    return read(response, await response.text());
  } catch (cause) {
    if (signal.aborted) throw cause;
    if (silent.aborted) return { failure: `No answer from ${url.origin} within ${patienceMs / 1000} s.`, retryable: false };
    return { failure: `No answer from ${url.origin}: ${reason(cause)}.`, cause, retryable: true };
  }
}

function read(response: Response, text: string): Reached {
  const { success, data: reply } = body.safeParse(parse(text));
  const error = reply?.errors?.[0];
  if (error) {
    const { code = `HTTP ${response.status}`, retryable = false, retryAfterMs } = error.extensions ?? {};
    return { failure: `${code}: ${error.message}`, retryable, retryAfterMs: retryAfterMs ?? retryAfter(response) };
  }
  if (success && response.ok) return { data: reply.data };
  const retryable = response.status === 429 || response.status >= 500;
  return { failure: `The server answered ${response.status} and no GraphQL.`, retryable, retryAfterMs: retryAfter(response) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function retryAfter(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}

/** `fetch failed` says nothing; its cause does. */
function reason(thrown: unknown): string {
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
  return cause instanceof Error ? cause.message || ('code' in cause ? String(cause.code) : cause.name) : String(cause);
}
