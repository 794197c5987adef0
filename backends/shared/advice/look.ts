import { openConnections } from '../connections.ts';
import type { UpstreamSettings } from '../upstream-settings.ts';

/** Whoever examines a server waits for each of its replies no longer. */
const PATIENCE_MS = 2_000;
const MAX_BYTES = 256_000;

/** A reply of HTTP, whatever its status. */
export interface Seen {
  status: number;
  isHtml: boolean;
  text: string;
  /** What the body says; undefined where it is no JSON. */
  json: unknown;
}

const LIMITS = { connectMs: PATIENCE_MS, attemptMs: PATIENCE_MS, idleMs: PATIENCE_MS, maxBytes: MAX_BYTES };

/** Asks the server at `baseUrl` for one path of its origin, by POST where there is a body. Undefined where no reply of HTTP comes. Never rejects. */
export async function look(settings: UpstreamSettings, path: string, body?: object): Promise<Seen | undefined> {
  const connections = openConnections(new URL(settings.baseUrl).origin, { ...settings, ...LIMITS });
  try {
    const reply = await connections.request({
      method: body ? 'POST' : 'GET',
      path,
      query: settings.query,
      headers: headersOf(settings, body),
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(2 * PATIENCE_MS),
    });
    const text = await reply.body.text();
    const isHtml = /html/i.test(String(reply.headers['content-type'])) || /^\s*<(!doctype|html)/i.test(text);
    return { status: reply.statusCode, isHtml, text, json: jsonOf(text) };
  } catch {
    return undefined;
  } finally {
    await connections.close();
  }
}

function headersOf({ apiKey, headers }: UpstreamSettings, body: object | undefined): Record<string, string> {
  return {
    accept: 'application/json',
    'accept-encoding': 'identity',
    ...(body ? { 'content-type': 'application/json' } : {}),
    ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    ...headers,
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
