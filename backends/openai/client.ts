import OpenAI from 'openai';

type RequestOptions = Parameters<OpenAI['buildRequest']>[0];

const NO_HEADERS = new Headers();
/** The longest that a timer takes. */
const NO_TIMEOUT_MS = 2_147_483_647;

/**
 * The client of the API as far as `send` leaves it to do: which path below the base URL and which body a question has, and
 * what a reply or a stream of frames holds. Host, headers, retries, logs and time limits are those of whoever sends;
 * the client's own would be thrown away, and take longer to make than the question.
 */
export class Client extends OpenAI {
  readonly #send: typeof fetch;

  constructor(send: typeof fetch) {
    super({ apiKey: 'sent by the upstream', organization: null, project: null, maxRetries: 0, logLevel: 'off', fetch: send });
    this.#send = send;
  }

  override async buildRequest({ method, path, body, signal }: RequestOptions) {
    const req = { method, headers: NO_HEADERS, body: JSON.stringify(body), signal };
    return { req, url: path, timeout: NO_TIMEOUT_MS };
  }

  override fetchWithTimeout(...[url, init]: Parameters<OpenAI['fetchWithTimeout']>): Promise<Response> {
    return this.#send(url, init);
  }
}
