import { Client } from 'undici';
import { publicLookup } from '../address.ts';
import type { UpstreamSettings } from '../upstream-settings.ts';

/** Whoever examines a server waits for each of its replies no longer. */
const PATIENCE_MS = 2_000;
const MOST_BYTES = 256_000;

/** A reply of HTTP, whatever its status. */
export interface Seen {
  status: number;
  isHtml: boolean;
  text: string;
  /** What the body says; undefined where it is no JSON. */
  json: unknown;
}

/** Asks the server at `baseUrl` for one path of its origin. Undefined where no reply of HTTP comes. Never rejects. */
export async function look(settings: UpstreamSettings, path: string, body?: object): Promise<Seen | undefined> {
  const { baseUrl, allowPrivateAddress, apiKey, headers, query } = settings;
  const client = new Client(new URL(baseUrl).origin, {
    connect: { timeout: PATIENCE_MS, ...(allowPrivateAddress ? {} : { lookup: publicLookup }) },
    headersTimeout: PATIENCE_MS,
    bodyTimeout: PATIENCE_MS,
    maxResponseSize: MOST_BYTES,
  });
  try {
    const reply = await client.request({
      method: body ? 'POST' : 'GET',
      path,
      query,
      headers: {
        accept: 'application/json',
        'accept-encoding': 'identity',
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
        ...headers,
      },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(2 * PATIENCE_MS),
    });
    const text = await reply.body.text();
    const isHtml = /html/i.test(String(reply.headers['content-type'])) || /^\s*<(!doctype|html)/i.test(text);
    return { status: reply.statusCode, isHtml, text, json: jsonOf(text) };
  } catch {
    return undefined;
  } finally {
    await client.destroy();
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
