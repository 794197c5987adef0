import { type ErrorCode, GatewayError } from '../../src/errors.ts';
import { retryAfterMs } from './retry-after.ts';

type Meaning = readonly [ErrorCode, string];

const LIMITED: Meaning = ['UPSTREAM_RATE_LIMITED', 'The provider asks this gateway to slow down.'];
// Waiting does not help: it is handled as an account that is not paid, though the status is 429.
const SPENT: Meaning = ['MODEL_AUTH_FAILED', 'The quota of this gateway at the provider is used up.'];
const KEY: Meaning = ['MODEL_AUTH_FAILED', 'The provider refuses the credentials of this gateway.'];
const PAYMENT: Meaning = ['MODEL_AUTH_FAILED', 'The provider refuses the account of this gateway until it is paid.'];
const MODEL: Meaning = ['MODEL_AUTH_FAILED', 'The provider does not offer this model, or not to this gateway.'];
const TOO_LONG: Meaning = ['INPUT_TOO_LONG', 'The text is longer than the model reads.'];
const FILTERED: Meaning = ['CONTENT_REFUSED', 'The provider declined to answer this text.'];
const DOWN: Meaning = ['UPSTREAM_UNAVAILABLE', 'The provider answered with a server error.'];
const MOVED: Meaning = ['UPSTREAM_INVALID', 'The provider answered with something that is not a reply of its API.'];
// Not retried and not the fault of credentials: the model does not take what this request asks of it.
const NOT_TAKEN: Meaning = ['UNSUPPORTED_OPTION', 'The model does not take a request of this form.'];

const BY_PROVIDER_CODE: Readonly<Record<string, Meaning>> = {
  insufficient_quota: SPENT,
  rate_limit_exceeded: LIMITED,
  invalid_api_key: KEY,
  model_not_found: MODEL,
  context_length_exceeded: TOO_LONG,
  string_above_max_length: TOO_LONG,
  content_filter: FILTERED,
  content_policy_violation: FILTERED,
};

const BY_STATUS: Readonly<Record<number, Meaning>> = {
  401: KEY,
  402: PAYMENT,
  403: KEY,
  404: MODEL,
  408: DOWN,
  409: DOWN,
  413: TOO_LONG,
  425: DOWN,
  429: LIMITED,
};

function byClass(status: number): Meaning {
  if (status >= 500) return DOWN;
  return status >= 400 ? NOT_TAKEN : MOVED;
}

/** What a provider gives as its reason, where its body has it. */
export interface Reason {
  /** Its own code. */
  code?: string;
  /** The field of the request that it names. */
  field?: string;
}

/** The error of a reply that is not a success. A provider's message is never looked at; the field is kept in the cause. */
export function refusal(
  status: number,
  { code = '', field }: Reason,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): GatewayError {
  const named = Object.hasOwn(BY_PROVIDER_CODE, code) ? BY_PROVIDER_CODE[code] : undefined;
  const [meaning, message] = named ?? BY_STATUS[status] ?? byClass(status);
  const waits = meaning === 'UPSTREAM_RATE_LIMITED' || meaning === 'UPSTREAM_UNAVAILABLE';
  const cause = Object.assign(new Error(`status ${status}${named ? ` ${code}` : ''}`), field === undefined ? {} : { field });
  return new GatewayError(meaning, message, { cause, retryAfterMs: waits ? retryAfterMs(headers) : undefined });
}
