/** The only way from a backend to a server: one origin, no redirects, bounded in time and bytes, errors already in our words. */
import type { Dispatcher } from 'undici';
import type { Endpoint } from '../../src/model.ts';
import { openConnections } from './connections.ts';
import { endpointOf } from './endpoint.ts';
import { parseReply, readChunks, readJson, wholeText } from './read-reply.ts';
import { refusal } from './refusal.ts';
import { discard, plainBody } from './reply-body.ts';
import { upstreamFailure } from './upstream-failure.ts';
import type { UpstreamSettings } from './upstream-settings.ts';

/** A reply with status 2xx whose body has not been read. Reading throws GatewayError. */
export interface UpstreamReply {
  contentType: string;
  json(): Promise<unknown>;
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

const parsed = (text: string): unknown => {
  try {
    return parseReply(text, ERROR_BODY_BYTES);
  } catch {
    return text;
  }
};

/** The body of an error reply as far as it can be had: JSON, or a text. */
async function errorBody(reply: Dispatcher.ResponseData): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  try {
    const body = plainBody(reply, ERROR_BODY_BYTES);
    timer = setTimeout(discard, ERROR_BODY_MS, body);
    const text = await wholeText(body);
    return text.length > ERROR_BODY_BYTES ? undefined : parsed(text);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

function accepted(reply: Dispatcher.ResponseData, maxBytes: number): UpstreamReply {
  const body = plainBody(reply, maxBytes);
  return {
    contentType: String(reply.headers['content-type'] ?? ''),
    json: () => readJson(body, maxBytes),
    chunks: () => readChunks(body),
  };
}

/** Opens a pool of kept-alive connections to the origin of `baseUrl`. A signal that aborts closes the connection in use. */
export function openUpstream(settings: UpstreamSettings): Upstream {
  const base = new URL(settings.baseUrl);
  const prefix = base.pathname.replace(/\/$/, '');
  const query = new URLSearchParams(settings.query).toString();
  const search = query === '' ? '' : `?${query}`;
  const connections = openConnections(base.origin, settings);
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
        const reply = await connections.request({ method: 'POST', path: prefix + path + search, headers, body, signal });
        const { statusCode } = reply;
        if (statusCode < 200 || statusCode > 299) {
          throw refusal({ status: statusCode, headers: reply.headers, body: await errorBody(reply), sent: JSON.parse(body) });
        }
        return accepted(reply, settings.maxBytes);
      } catch (thrown) {
        throw upstreamFailure(thrown, false);
      }
    },
    close() {
      closing ??= connections.close();
      return closing;
    },
  };
}
