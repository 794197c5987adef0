import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { completion, event } from '../../test/support/openai-replies.ts';

export const SMALL_MODEL = 'small-model';
/** More characters than this are more than it reads. */
const CONTEXT = 20_000;
const ANSWER_MS = 50;
/** More callers at once than this are asked to wait. */
const PLACES = 6;

interface Asked {
  model: string;
  messages: readonly { content: string }[];
  stream?: boolean;
  response_format?: { json_schema?: { schema: { properties: Record<string, { enum?: readonly string[] }> } } };
}

/** A service that speaks the API of OpenAI with one small model, for servers that pass requests on. Refuses in OpenAI's own words. */
export async function openSmallUpstream(): Promise<{ url: string; close(): Promise<unknown> }> {
  let callers = 0;
  const server = createServer(async (request, response) => {
    if (request.method !== 'POST') return send(response, 404, {});
    callers += 1;
    const asked = JSON.parse(await text(request)) as Asked;
    await setTimeout(ANSWER_MS);
    const refused = refusalOf(asked, callers);
    callers -= 1;
    if (refused) return send(response, refused.status, { error: refused });
    if (!asked.stream) return send(response, 200, completion(contentOf(asked), 'stop', { read: 50, written: 10 }));
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const word of ['Guten ', 'Morgen, ', 'Freunde.']) response.write(event(word));
    response.end(`${event('', 'stop')}data: [DONE]\n\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/v1`, close: () => new Promise((resolve) => server.close(resolve)) };
}

function send(response: ServerResponse, status: number, body: object) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function refusalOf({ model, messages }: Asked, callers: number) {
  const type = 'invalid_request_error';
  if (model !== SMALL_MODEL)
    return { status: 404, message: `The model \`${model}\` does not exist.`, type, param: null, code: 'model_not_found' };
  if (callers > PLACES)
    return { status: 429, message: 'Rate limit reached.', type: 'requests', param: null, code: 'rate_limit_exceeded' };
  if (messages.reduce((sum, { content }) => sum + content.length, 0) <= CONTEXT) return undefined;
  const message = "This model's maximum context length is 8192 tokens. Please reduce the length of the messages.";
  return { status: 400, message, type, param: 'messages', code: 'context_length_exceeded' };
}

/** Fills in the form that was asked for: the first of what may stand in a field, or some words. */
function contentOf({ response_format }: Asked): string {
  const fields = response_format?.json_schema?.schema.properties ?? {};
  const filled = Object.entries(fields).map(([name, field]) => [name, field.enum?.[0] ?? 'Guten Morgen, Freunde.']);
  return JSON.stringify(Object.fromEntries(filled));
}
