import type { ErrorCode } from '../../src/errors.ts';
import type { RefusalWords } from './refusal-words.ts';
import { longest, type RefusedField } from './refused-field.ts';

/** What a refusal is here: its code, and the message that callers see. */
export type Meaning = readonly [ErrorCode, string];

const LIMITED: Meaning = ['UPSTREAM_RATE_LIMITED', 'The provider asks this gateway to slow down.'];
// Waiting does not help: it is handled as an account that is not paid, though the status is 429.
const SPENT: Meaning = ['MODEL_AUTH_FAILED', 'The quota of this gateway at the provider is used up.'];
const KEY: Meaning = ['MODEL_AUTH_FAILED', 'The provider refuses the credentials of this gateway.'];
const PAYMENT: Meaning = ['MODEL_AUTH_FAILED', 'The provider refuses the account of this gateway until it is paid.'];
const MODEL: Meaning = ['MODEL_AUTH_FAILED', 'The provider does not offer this model, or not to this gateway.'];
const NO_PATH: Meaning = [
  'MODEL_AUTH_FAILED',
  'The provider serves nothing at the path that the settings of this gateway name. Most base URLs end with /v1.',
];
const NOT_BUILT: Meaning = [
  'MODEL_AUTH_FAILED',
  'The provider does not have what the settings of this gateway ask for, such as a version of the model.',
];
const TOO_LONG: Meaning = ['INPUT_TOO_LONG', 'The text is longer than the model reads.'];
const FILTERED: Meaning = ['CONTENT_REFUSED', 'The provider declined to answer this text.'];
const DOWN: Meaning = ['UPSTREAM_UNAVAILABLE', 'The provider answered with a server error.'];
const MOVED: Meaning = ['UPSTREAM_INVALID', 'The provider answered with something that is not a reply of its API.'];
// Not retried and not the fault of credentials: the model does not take what this request asks of it.
const NOT_TAKEN: Meaning = ['UNSUPPORTED_OPTION', 'The model does not take a request of this form.'];

/** What names say, whatever the status: the first that fits. Names are compared by their letters alone: services write each in several ways. */
const BY_NAME: readonly (readonly [RegExp, Meaning])[] = [
  [
    /content(filter|policy|moderation|safety|blocked)|moderation|guardrail|responsibleai|prohibitedcontent|datainspection/,
    FILTERED,
  ],
  [/context(length|size|window)|stringabovemaxlength|(prompt|input)toolong|requesttoolarge/, TOO_LONG],
  [/insufficient(quota|balance|credit)|billing(hard)?limit/, SPENT],
  [/ratelimit|toomanyrequests/, LIMITED],
  [/invalidapikey|apikeyinvalid|nodbconnection/, KEY],
  [/modelnot(found|available)|deploymentnotfound/, MODEL],
];

const lettersOf = (name: string) => name.replace(/[^a-z]/g, '');

const BY_STATUS: Readonly<Record<number, Meaning>> = {
  401: KEY,
  402: PAYMENT,
  403: KEY,
  404: NO_PATH,
  405: NO_PATH,
  407: KEY,
  408: DOWN,
  409: DOWN,
  410: MODEL,
  413: TOO_LONG,
  424: DOWN,
  425: DOWN,
  429: LIMITED,
  498: DOWN,
  501: NOT_BUILT,
};

function byStatus(status: number | undefined): Meaning {
  if (status === undefined || status >= 500) return (status && BY_STATUS[status]) || DOWN;
  return BY_STATUS[status] ?? (status >= 400 ? NOT_TAKEN : MOVED);
}

/** A request that no waiting makes smaller, though some services call it a limit of rate. */
const NEVER_FITS = /(request|prompt|inputs?) (is )?too (large|long)/i;
/** How services say that a text and its answer are longer than the model reads. */
const LONG_TEXT: readonly RegExp[] = [
  /context (length|size|window|limit)|context_?window_?exceeded|maximum (prompt|input|sequence|context)/i,
  /\b(less|fewer|more|longer|greater) than \d+ tokens|exceeds? [^.]{0,60}\b(tokens|max(imum)? length)/i,
  /(prompt|inputs?|input tokens?|token count|sequence|text)\b[^.]{0,60}\b(exceeds?|(longer|larger) than|too (long|large))/i,
  /too many (input |prompt )?tokens|reduce (the|your) (length|size|prompt|input)|inputs?`? tokens \+ `?max_new_tokens/i,
  // Encoders that do not look at the length: their table of positions ends. With PyTorch, then with ONNX Runtime.
  /size of the tensor \(\d+\) must match|size of tensor a \(\d+\) must match|index out of range in self/i,
  /indices element out of data bounds|broadcast an axis by a dimension other than 1/i,
];
const OF_RATE = /rate.?limit|quota|per (second|minute|hour|day)|\b[tr]pm\b/i;
const OF_CONTENT =
  /content (management |usage )?polic|content.filter|(usage|safety) polic|moderation|guardrail|flagged|safety system/i;
const OF_MODEL = /\bmodel\b|\bdeployment\b/i;
const NO_MODEL = /invalid model name|model [^.]{1,80}(does not exist|not found)/i;
/** Statuses with which services refuse a text for what it is. */
const OF_TEXT: ReadonlySet<number | undefined> = new Set([400, 403, 413, 422, 429, 500, undefined]);
/** A service that names what is wrong with the request has looked at it, though it calls that its own error. */
const PYDANTIC = /\('body', '/;

interface Asked {
  status: number | undefined;
  words: RefusalWords;
  refused: RefusedField | undefined;
  sent: Readonly<Record<string, unknown>>;
}

/** True where the limit that was sent is more than the model has, whatever the text: no text would fit. */
function isOwnLimit({ words: { text }, refused, sent }: Asked): boolean {
  if (refused?.why !== 'value' || typeof sent[refused.field] !== 'number') return false;
  return Number(sent[refused.field]) >= longest(text) || !LONG_TEXT.some((pattern) => pattern.test(text));
}

function byText(asked: Asked): Meaning | undefined {
  const { status, words, refused } = asked;
  const { text } = words;
  if (!OF_TEXT.has(status)) return undefined;
  if (NEVER_FITS.test(text)) return TOO_LONG;
  if (status === 500 && refused && PYDANTIC.test(text)) return NOT_TAKEN;
  if (status === 429 || OF_RATE.test(text)) return undefined;
  if (status === 400 && NO_MODEL.test(text)) return MODEL;
  if (isOwnLimit(asked)) return NOT_TAKEN;
  if (status !== 403 && LONG_TEXT.some((pattern) => pattern.test(text))) return TOO_LONG;
  return status !== 500 && OF_CONTENT.test(text) ? FILTERED : undefined;
}

/** What a service means that refuses. A name says more than the text, and the text more than the status. */
export function refusalMeaning(asked: Asked): Meaning {
  const { status, words } = asked;
  const named = BY_NAME.find(([name]) => words.names.some((given) => name.test(lettersOf(given))))?.[1];
  if (named === FILTERED || named === TOO_LONG) return named;
  if (status === 413) return TOO_LONG;
  const told = byText(asked) ?? named;
  if (told) return told;
  return status === 404 && OF_MODEL.test(words.text) ? MODEL : byStatus(status);
}
