import { ReadableStream } from 'node:stream/web';
import type { GatewayError } from '../../src/errors.ts';
import type { Upstream } from '../shared/upstream.ts';

const JSON_HEADERS = new Headers({ 'content-type': 'application/json' });

/** What fetch throws to the SDK, which would guess at the meaning of any text: it gets none. */
interface Carrier extends Error {
  carried: GatewayError;
}

/** The error of the upstream within what the SDK throws. */
export function carriedBy(thrown: unknown): GatewayError | undefined {
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  return cause instanceof Error && 'carried' in cause ? (cause as Carrier).carried : undefined;
}

const carry = (carried: GatewayError): never => {
  throw Object.assign(new Error('carried'), { carried });
};

/** What the SDK calls instead of fetch: it says which path and what, the upstream alone says how and with which headers. */
export function transport(upstream: Upstream): typeof fetch {
  return async (path, init) => {
    const signal = init?.signal ?? new AbortController().signal;
    const reply = await upstream.post(String(path), String(init?.body), signal).catch(carry);
    if (!/^text\/event-stream\b/i.test(reply.contentType)) return jsonReply(await reply.text().catch(carry));
    return new Response(ReadableStream.from(reply.chunks()) as unknown as BodyInit);
  };
}

/** A reply whose body is at hand, as far as the SDK reads it: a Response would read it through a stream, which costs several times the parsing. */
function jsonReply(text: string): Response {
  const reply = { ok: true, status: 200, url: '', headers: JSON_HEADERS, json: async () => JSON.parse(text) as unknown };
  return reply as unknown as Response;
}
