/** The only way from a backend to a server: one origin, no redirects, bounded in time and bytes, errors already in our words. */
import { type Dispatcher, Pool } from 'undici';
import { z } from 'zod';
import type { Endpoint } from '../../src/model.ts';
import { publicLookup } from './address.ts';
import { endpointOf } from './endpoint.ts';
import { readChunks, readText, wholeText } from './read-reply.ts';
import { type Reason, refusal } from './refusal.ts';
import { discard, plainBody } from './reply-body.ts';
import { upstreamFailure } from './upstream-failure.ts';
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

/** How long the body of an error reply is waited for, and how much of it is read: it adds a detail, no more. */
const ERROR_BODY_MS = 300;
const ERROR_BODY_BYTES = 256_000;
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

/** What the body of an error reply says in words that are nobody's own. */
async function reasonIn(reply: Dispatcher.ResponseData): Promise<Reason> {
  let timer: NodeJS.Timeout | undefined;
  try {
    const body = plainBody(reply, ERROR_BODY_BYTES);
    timer = setTimeout(discard, ERROR_BODY_MS, body);
    const { code, param } = errorBody.parse(JSON.parse(await wholeText(body))).error;
    return { code, field: param };
  } catch {
    return {};
  } finally {
    clearTimeout(timer);
  }
}

function accepted(reply: Dispatcher.ResponseData, maxBytes: number): UpstreamReply {
  const body = plainBody(reply, maxBytes);
  return {
    contentType: String(reply.headers['content-type'] ?? ''),
    text: () => readText(body),
    chunks: () => readChunks(body),
  };
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
        if (statusCode < 200 || statusCode > 299) throw refusal(statusCode, await reasonIn(reply), reply.headers);
        return accepted(reply, settings.maxBytes);
      } catch (thrown) {
        throw upstreamFailure(thrown, false);
      }
    },
    close() {
      closing ??= pool.close();
      return closing;
    },
  };
}
