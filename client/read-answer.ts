/** What a response of GraphQL says. */
import { type Failure, LingraphError } from './lingraph-error.ts';
import { unreachable } from './unreachable.ts';

interface Answer {
  data?: unknown;
  errors?: readonly { message: string; extensions?: Partial<Failure> }[];
}

/** The data that a response holds. Throws a LingraphError, or what `fetch` throws for a signal that aborted. */
export async function dataOf<T>(response: Response, signal: AbortSignal): Promise<T> {
  const text = await response.text().catch((cause) => {
    throw signal.aborted ? cause : unreachable(cause);
  });
  return readAnswer<T>(parse(text), response);
}

/** The data of an answer. Throws a LingraphError for one with errors, and for what is no GraphQL answer. */
export function readAnswer<T>(answer: Answer | undefined, response: Response): T {
  const [error] = Array.isArray(answer?.errors) ? answer.errors : [];
  if (error) throw requestFailure(error, response);
  if (response.ok && answer?.data) return answer.data as T;
  throw new LingraphError({
    code: 'INVALID_ANSWER',
    origin: 'NETWORK',
    retryable: response.status === 429 || response.status >= 500,
    retryAfterMs: retryAfterMs(response),
    message: `${response.status} ${response.statusText}: this is no answer of a gateway. Is the address right?`.replace(
      ' :',
      ':',
    ),
  });
}

function requestFailure({ message, extensions }: NonNullable<Answer['errors']>[number], response: Response): LingraphError {
  return new LingraphError({
    code: 'INVALID_ANSWER',
    origin: 'GATEWAY',
    retryable: false,
    ...extensions,
    retryAfterMs: extensions?.retryAfterMs ?? retryAfterMs(response),
    message,
  });
}

/** Of seconds, or of a date; undefined for neither. */
function retryAfterMs(response: Response): number | undefined {
  const asked = response.headers.get('retry-after') ?? '';
  const seconds = Number.parseFloat(asked);
  const waitMs = Number.isNaN(seconds) ? Date.parse(asked) - Date.now() : seconds * 1_000;
  return waitMs >= 0 ? waitMs : undefined;
}

/** JSON, if it is an object. */
export function parse(text: string): Answer | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
