import { ReadableStream } from 'node:stream/web';
import type { GatewayError } from '../../src/errors.ts';
import type { Upstream } from '../shared/upstream.ts';

const JSON_REPLY = { headers: { 'content-type': 'application/json' } };

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

/** What the SDK calls instead of fetch: it says where and what, the upstream alone says how and with which headers. */
export function transport(upstream: Upstream, baseUrl: string): typeof fetch {
  const prefixLength = new URL(baseUrl).pathname.replace(/\/$/, '').length;
  return async (input, init) => {
    const path = new URL(String(input)).pathname.slice(prefixLength);
    const signal = init?.signal ?? new AbortController().signal;
    const reply = await upstream.post(path, String(init?.body), signal).catch(carry);
    if (!/^text\/event-stream\b/i.test(reply.contentType)) return jsonReply(await reply.text().catch(carry));
    return new Response(ReadableStream.from(reply.chunks()) as unknown as BodyInit);
  };
}

/** A reply whose body is at hand: a Response would read it through a stream, which costs several times the parsing. */
function jsonReply(text: string): Response {
  return Object.assign(new Response(null, JSON_REPLY), { json: async () => JSON.parse(text) as unknown });
}
