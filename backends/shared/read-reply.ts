import type { Readable } from 'node:stream';
import { text as textOf } from 'node:stream/consumers';
import { GatewayError } from '../../src/errors.ts';
import { hasTooManyValues } from '../../src/too-many-values.ts';
import { invalidReply, upstreamFailure } from './upstream-failure.ts';

const cut = () => new GatewayError('UPSTREAM_TRUNCATED', 'The answer of the provider broke off before its end.');

/** Looks like JSON that stops in the middle. */
const isCut = (text: string) => /^\s*[[{]/.test(text) && !/[\]}]\s*$/.test(text);

/** A body that has not been decoded reads itself faster. */
interface Quick {
  text(): Promise<string>;
}

const isQuick = (body: object): body is Quick => 'text' in body;

/** The whole text of a body. Throws what the stream throws. */
export const wholeText = (body: Readable): Promise<string> => (isQuick(body) ? body.text() : textOf(body));

/** Answers hold texts and, at the most, the log-probabilities of all their tokens: some 400 bytes for 70 names and values. */
const BYTES_A_VALUE = 10;

/** What a JSON text holds, which may be `maxBytes` long: a value for every ten of them. Throws for other texts. */
export function parseReply(text: string, maxBytes: number): unknown {
  if (hasTooManyValues(text, maxBytes / BYTES_A_VALUE)) throw new Error('more names and values than bytes make likely');
  return JSON.parse(text);
}

/** What a reply of JSON holds, which may be `maxBytes` long. Throws GatewayError. */
export async function readJson(body: Readable, maxBytes: number): Promise<unknown> {
  const text = await readText(body);
  try {
    return parseReply(text, maxBytes);
  } catch (thrown) {
    throw invalidReply(thrown);
  }
}

/** The whole text of a reply. Throws GatewayError. */
async function readText(body: Readable): Promise<string> {
  let text: string;
  try {
    text = await wholeText(body);
  } catch (thrown) {
    throw upstreamFailure(thrown, true);
  }
  if (isCut(text)) throw cut();
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

/** The bytes of an event stream as they come. One that ends in the middle of a line was cut. Throws GatewayError. */
export async function* readChunks(body: Readable): AsyncGenerator<Uint8Array> {
  let last: Buffer = Buffer.from([LINE_FEED]);
  let eventBytes = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      const bytes = Buffer.concat([last, chunk]);
      last = bytes.subarray(-BORDER_BYTES);
      eventBytes = afterEvent(bytes) ?? eventBytes + chunk.length;
      if (eventBytes > MAX_EVENT_BYTES) throw invalidReply(new Error('an event without end'));
      yield chunk;
    }
  } catch (thrown) {
    throw upstreamFailure(thrown, true);
  }
  if (last.at(-1) !== LINE_FEED) throw cut();
}
