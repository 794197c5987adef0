/** The only way from a backend to a server: one origin, no redirects, bounded in time and bytes, errors already in our words. */
import { type Dispatcher, errors, Pool } from 'undici';
import { z } from 'zod';
import { GatewayError } from '../../src/errors.ts';
import type { Endpoint } from '../../src/model.ts';
import { publicLookup } from './address.ts';
import { endpointOf } from './endpoint.ts';
import { type Reason, refusal } from './refusal.ts';
import { scrubbedCause } from './scrubbed-cause.ts';
import type { UpstreamSettings } from './upstream-settings.ts';

/** A reply with status 2xx whose body has not been read. Reading throws GatewayError. */
export interface UpstreamReply {
  contentType: string;
  text(): Promise<string>;
  chunks(): AsyncGenerator<Uint8Array>;
}

export interface Upstream {
  endpoint: Endpoint;
  /** Posts JSON to a path of the base URL. Throws GatewayError. */
  post(path: string, body: string, signal: AbortSignal): Promise<UpstreamReply>;
  /** Ends after the requests under way; may be called again. */
  close(): Promise<void>;
}

type Body = Dispatcher.ResponseData['body'];

/** How long the body of an error reply is waited for: it adds a detail, no more. */
const ERROR_BODY_MS = 300;
const errorBody = z.object({
  error: z.object({
    code: z.string().max(64).optional().catch(undefined),
    /** The name of a field, and nothing that could be more than that. */
    param: z
      .string()
      .regex(/^[a-z_]{1,40}$/)
      .optional()
      .catch(undefined),
  }),
});

const invalid = (thrown: unknown) =>
  new GatewayError('UPSTREAM_INVALID', 'The provider answered with something that is not a reply of its API.', {
    cause: scrubbedCause(thrown),
  });

function failure(thrown: unknown, replyHadBegun: boolean): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  const cause = scrubbedCause(thrown);
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') {
    return new GatewayError('UPSTREAM_TIMEOUT', 'The provider was silent for too long.', { cause });
  }
  const isNotHttp = thrown instanceof errors.HTTPParserError;
  if (isNotHttp || code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE' || code === 'UND_ERR_HEADERS_OVERFLOW') return invalid(thrown);
  return replyHadBegun
    ? new GatewayError('UPSTREAM_TRUNCATED', 'The answer of the provider broke off before its end.', { cause })
    : new GatewayError('UPSTREAM_UNAVAILABLE', 'The provider could not be reached.', { cause });
}

/** What the body of an error reply says in words that are nobody's own. */
async function reasonIn(body: Body): Promise<Reason> {
  const timer = setTimeout(() => body.destroy(), ERROR_BODY_MS);
  try {
    const { code, param } = errorBody.parse(await body.json()).error;
    return { code, field: param };
  } catch {
    return {};
  } finally {
    clearTimeout(timer);
  }
}

/** Looks like JSON that stops in the middle. */
const isCut = (text: string) => /^\s*[[{]/.test(text) && !/[\]}]\s*$/.test(text);

async function readText(body: Body): Promise<string> {
  let text: string;
  try {
    text = await body.text();
  } catch (thrown) {
    throw failure(thrown, true);
  }
  if (isCut(text)) throw new GatewayError('UPSTREAM_TRUNCATED', 'The answer of the provider broke off before its end.');
  return text;
}

const LINE_FEED = 10;
/** Readers of event streams look through all of an unfinished event again with each chunk, so its length is bounded too. */
const MAX_EVENT_BYTES = 256_000;

/** How many bytes stand after the last blank line. Undefined where there is none. */
function afterEvent(bytes: Buffer): number | undefined {
  const end = Math.max(bytes.lastIndexOf('\n\n'), bytes.lastIndexOf('\n\r\n'));
  return end < 0 ? undefined : bytes.length - end;
}

/** The bytes that may begin a blank line which ends in the next chunk. */
const BORDER_BYTES = 2;

/** The bytes of an event stream as they come. One that ends in the middle of a line was cut: the last line is ended too. */
async function* readChunks(body: Body): AsyncGenerator<Uint8Array> {
  let last: Buffer = Buffer.from([LINE_FEED]);
  let eventBytes = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      const bytes = Buffer.concat([last, chunk]);
      last = bytes.subarray(-BORDER_BYTES);
      eventBytes = afterEvent(bytes) ?? eventBytes + chunk.length;
      if (eventBytes > MAX_EVENT_BYTES) throw invalid(new Error('an event without end'));
      yield chunk;
    }
  } catch (thrown) {
    throw failure(thrown, true);
  }
  if (last.at(-1) !== LINE_FEED)
    throw new GatewayError('UPSTREAM_TRUNCATED', 'The answer of the provider broke off before its end.');
}

function accepted({ headers, body }: Dispatcher.ResponseData): UpstreamReply {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    body.destroy();
    throw invalid(new Error('an encoding nobody asked for'));
  }
  return { contentType: String(headers['content-type'] ?? ''), text: () => readText(body), chunks: () => readChunks(body) };
}

/** Opens a pool of kept-alive connections to the origin of `baseUrl`. A signal that aborts closes the connection in use. */
export function openUpstream(settings: UpstreamSettings): Upstream {
  const base = new URL(settings.baseUrl);
  const prefix = base.pathname.replace(/\/$/, '');
  const query = new URLSearchParams(settings.query).toString();
  const search = query === '' ? '' : `?${query}`;
  const pool = new Pool(base.origin, {
    connect: { timeout: settings.connectMs, ...(settings.allowPrivateAddress ? {} : { lookup: publicLookup }) },
    headersTimeout: settings.attemptMs,
    bodyTimeout: settings.idleMs,
    maxResponseSize: settings.maxBytes,
    keepAliveTimeout: 10_000,
  });
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'user-agent': 'lingraph',
    ...(settings.apiKey === undefined ? {} : { authorization: `Bearer ${settings.apiKey}` }),
    ...Object.fromEntries(Object.entries(settings.headers).map(([header, value]) => [header.toLowerCase(), value])),
  };
  let closing: Promise<void> | undefined;
  return {
    endpoint: endpointOf(settings),
    async post(path, body, signal) {
      try {
        const reply = await pool.request({ method: 'POST', path: prefix + path + search, headers, body, signal });
        const { statusCode } = reply;
        if (statusCode < 200 || statusCode > 299) throw refusal(statusCode, await reasonIn(reply.body), reply.headers);
        return accepted(reply);
      } catch (thrown) {
        throw failure(thrown, false);
      }
    },
    close() {
      closing ??= pool.close();
      return closing;
    },
  };
}
