import { ReadableStream } from 'node:stream/web';
import OpenAI, { APIPromise } from 'openai';
import type { Upstream, UpstreamReply } from '../shared/upstream.ts';

type Options = Parameters<OpenAI['post']>[1];

const JSON_HEADERS = new Headers({ 'content-type': 'application/json' });

/**
 * The client of the API as far as an upstream leaves it to do: which path below the base URL and which body a question has,
 * and what a reply or a stream of frames holds. Host, headers, retries, logs and time limits are the upstream's: the client's
 * own would be thrown away, and take longer than the question. What the upstream throws comes through as it is.
 */
export class Client extends OpenAI {
  readonly #upstream: Upstream;

  constructor(upstream: Upstream) {
    super({ apiKey: 'sent by the upstream', organization: null, project: null, logLevel: 'off' });
    this.#upstream = upstream;
  }

  override post<Reply>(path: string, options: Options): APIPromise<Reply> {
    return new APIPromise(this, this.#send(path, options));
  }

  async #send(path: string, given: Options) {
    const options = { method: 'post' as const, path, ...(await given) };
    const controller = new AbortController();
    const signal = options.signal ?? controller.signal;
    const reply = await this.#upstream.post(path, JSON.stringify(options.body), signal);
    const response = options.stream ? await streamOf(reply) : jsonResponse(await reply.json());
    return { response, options, controller, requestLogID: '', retryOfRequestLogID: undefined, startTime: 0 };
  }
}

const isDocument = ({ contentType }: UpstreamReply) => /^(?:application\/(?:[\w.-]+\+)?json|text\/html)\b/i.test(contentType);

/**
 * A reply as the stream that was asked for: some services call it plain text, or nothing. A document is no stream, but for the answer, or
 * the error, of a service that does not stream: that is its one frame.
 */
async function streamOf(reply: UpstreamReply): Promise<Response> {
  if (!isDocument(reply)) return new Response(ReadableStream.from(reply.chunks()) as unknown as BodyInit);
  const json = await reply.json();
  const isFrame = typeof json === 'object' && json !== null && ('choices' in json || 'error' in json);
  return new Response(isFrame ? `data: ${JSON.stringify(json)}\n\n` : '');
}

/** A reply that has been read, as far as the client reads it: a Response would read it through a stream, which costs several times the parsing. */
function jsonResponse(json: unknown): Response {
  const reply = { ok: true, status: 200, url: '', headers: JSON_HEADERS, json: async () => json };
  return reply as unknown as Response;
}
