/**
 * What an error body says, wherever it says it: services wrap their reasons in `error`, `detail`, `errors`, lists and each other.
 * The words are only compared with patterns; they hold pieces of keys and of the caller's text, and are never shown or logged.
 */
export interface RefusalWords {
  /** Short names, in lower case: what stood as a type, code, status or reason. */
  names: readonly string[];
  /** A status that the body itself tells. */
  status?: number;
  /** Where in the request the reason is, such as `messages.0.content`: what stood as `param`, `loc` or `path`. */
  places: readonly string[];
  /** What is said to people. */
  text: string;
}

const NAMES: ReadonlySet<string> = new Set(['type', 'code', 'error_type', 'status', 'reason']);
const TEXTS: ReadonlySet<string> = new Set(['message', 'msg', 'detail', 'error', 'error_message', 'raw', 'errors']);
const PLACES: ReadonlySet<string> = new Set(['param', 'loc', 'path', 'field', 'parameter', 'pointer', 'instancePath']);
/** Neither `input` nor `ctx` of pydantic, nor what a moderation flagged: those repeat the caller's text. */
const NESTED: ReadonlySet<string> = new Set([...TEXTS, 'details', 'metadata', 'innererror', 'reasons', ...NAMES]);

const MAX_DEPTH = 6;
const MAX_ITEMS = 20;
const MAX_CHARACTERS = 4_000;
const LONGEST_NAME = 64;

interface Found {
  names: string[];
  places: string[];
  texts: string[];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A place as one word: FastAPI gives a list that begins with `body`. */
const placeOf = (value: unknown): string =>
  (Array.isArray(value) ? value.slice(0, MAX_ITEMS) : [value])
    .filter((part) => part !== 'body' && typeof part !== 'object')
    .slice(0, MAX_DEPTH)
    .join('.');

function collect(value: unknown, key: string, depth: number, found: Found): void {
  if (depth > MAX_DEPTH || value === null || value === undefined) return;
  // Moderations alone give a list of reasons. What stands in it is about the text.
  if (key === 'reasons') found.names.push('moderation');
  else if (PLACES.has(key)) found.places.push(placeOf(value));
  else if (Array.isArray(value)) for (const item of value.slice(0, MAX_ITEMS)) collect(item, key, depth + 1, found);
  else if (isObject(value)) {
    for (const [name, inner] of Object.entries(value).slice(0, MAX_ITEMS)) {
      if (NESTED.has(name) || PLACES.has(name)) collect(inner, name, depth + 1, found);
    }
  } else if (NAMES.has(key)) found.names.push(String(value).slice(0, LONGEST_NAME).toLowerCase());
  else found.texts.push(String(value).slice(0, MAX_CHARACTERS));
}

const statusIn = (names: readonly string[]) => names.map(Number).find((number) => number >= 400 && number <= 599);

/** A page of a proxy says nothing of the request. */
const isPage = (text: string) => text.trimStart().startsWith('<');

/** Reads the body of a refusal: parsed JSON, or the text of something else. */
export function refusalWords(body: unknown): RefusalWords {
  const found: Found = { names: [], places: [], texts: [] };
  if (typeof body !== 'string' || !isPage(body)) collect(body, '', 0, found);
  const { names, places, texts } = found;
  return { names, places, text: texts.join('\n').slice(0, MAX_CHARACTERS), status: statusIn(names) };
}

/** True for a reply of status 200 that is an error all the same. */
export function isError(reply: unknown): boolean {
  if (Array.isArray(reply)) return reply.length === 1 && isError(reply[0]);
  return isObject(reply) && (Boolean(reply.error) || reply.object === 'error' || reply.type === 'error');
}
