/** The one reader of what an upstream says when it refuses, whatever the service and the shape. */
import { GatewayError } from '../../src/errors.ts';
import { ProviderRefusal } from './provider-refusal.ts';
import { refusalMeaning } from './refusal-meaning.ts';
import { isError, refusalWords } from './refusal-words.ts';
import { fieldIn } from './refused-field.ts';
import { retryAfterMs } from './retry-after.ts';

interface Refused {
  /** Absent where it stands inside a reply that began with a success: in a frame of a stream, or in a body of status 200. */
  status?: number;
  headers?: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed JSON, or the text of something else. */
  body: unknown;
  /** The request: what a field is called must have been sent. */
  sent: object;
}

const OF_TEXT: readonly string[] = ['INPUT_TOO_LONG', 'CONTENT_REFUSED'];
const WAITING_HELPS: readonly string[] = ['UPSTREAM_RATE_LIMITED', 'UPSTREAM_UNAVAILABLE'];

/** The error of a refusal. Nothing of it can be read that a provider wrote; names that look like names are in the cause. */
export function refusal({ status, headers = {}, body, sent }: Refused): GatewayError {
  const words = refusalWords(body);
  const request = sent as Readonly<Record<string, unknown>>;
  const refused = fieldIn(words, request);
  const [code, message] = refusalMeaning({ status: status ?? words.status, words, refused, sent: request });
  return new GatewayError(code, message, {
    cause: new ProviderRefusal(status ?? words.status, words, refused),
    ofText: OF_TEXT.includes(code),
    retryAfterMs: WAITING_HELPS.includes(code) ? retryAfterMs(headers) : undefined,
  });
}

/** The error of a reply of status 200 that holds an error instead of an answer. Undefined where it holds none. */
export function refusalIn(reply: unknown, sent: object): GatewayError | undefined {
  return isError(reply) ? refusal({ body: reply, sent }) : undefined;
}
