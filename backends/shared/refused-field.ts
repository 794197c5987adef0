import { GatewayError } from '../../src/errors.ts';
import { ProviderRefusal } from './provider-refusal.ts';
import type { RefusalWords } from './refusal-words.ts';

/** A field of the request that a provider refuses. */
export interface RefusedField {
  /** Its name at the top of the body that was sent: never a name that was not. */
  field: string;
  /** `unknown`: the service has no such field. `value`: it has it, and does not take what stands there. */
  why: 'unknown' | 'value';
  /** The refusal names a number that the value was above, whatever the text. */
  isAboveMost?: true;
}

/** The field that an error of a provider is about. Undefined where it names none that was sent. */
export function refusedField(error: unknown): RefusedField | undefined {
  const cause = error instanceof GatewayError ? error.cause : undefined;
  return cause instanceof ProviderRefusal ? cause.refused : undefined;
}

const UNKNOWN_NAME = /extra_forbidden|unknown|unsupported_param|unrecogni[sz]ed|unexpected/;
const VALUE_NAME = /_value|_error$|_parsing$|_type$|greater_than|less_than|out_of_range|enum|too_(long|short|large)/;
const VALUE_TEXT =
  /too (large|small|high|low|long|big)|must be|cannot be|can't be|at (most|least)|greater than|less than|exceed|maximum|only the default|out of range|unsupported value|invalid value|does not support [\d'"`]/i;

/** A schema may hold what a caller wrote, so the form as such is unknown only to a service that says so. */
const NO_FORM =
  /unsupported|not (yet |currently )?support|not (allowed|permitted|available)|unavailable|unknown|unrecogni[sz]ed|unexpected/i;

function whyOf({ names, text }: RefusalWords, field: string): RefusedField['why'] {
  // What stands as `invalid_request_error` says nothing of a field.
  const telling = names.filter((name) => name !== 'invalid_request_error' && name !== 'bad_request_error');
  if (telling.some((name) => UNKNOWN_NAME.test(name))) return 'unknown';
  if (telling.some((name) => VALUE_NAME.test(name))) return 'value';
  const isValue = VALUE_TEXT.test(text) || (field === 'response_format' && !NO_FORM.test(text));
  return isValue ? 'value' : 'unknown';
}

/** What every request has: a text that quotes one of these is about something else. */
const ALWAYS_THERE: ReadonlySet<string> = new Set(['model', 'messages', 'inputs', 'stream', 'user']);

/** Whether a text speaks of a field: in quotes, beside a word that makes it one, or by a name that is no word of English. */
function isNamedIn(text: string, field: string): boolean {
  if (ALWAYS_THERE.has(field) || !/^[a-z_]+$/.test(field)) return false;
  const named = new RegExp(
    `['"\`]${field}['"\`.]|(parameters?|arguments?|fields?|property|supplied|inputs?):? ${field}\\b|\\b${field}(=|:| (is|are|must|should|cannot|can only|does) )`,
    'i',
  );
  return named.test(text) || (field.includes('_') && new RegExp(`\\b${field}\\b`).test(text));
}

/** How services speak of the limit of tokens that a model may write, by whatever name it was sent. */
const LIMIT_TEXT =
  /\bmax_(new_|output_|completion_)?tokens\b|maxOutputTokens|(in|for) the completion\b|\b(output|completion) tokens\b/i;
const LIMITS = ['max_completion_tokens', 'max_tokens'];
/** How they speak of a form that they cannot hold a model to. */
const FORM_TEXT = /json.?schema|grammar|guided.?(json|decoding)|structured.?output/i;

/** The field that is meant by another name. */
function meantBy({ text, places }: RefusalWords): readonly string[] {
  if ([text, ...places].some((said) => LIMIT_TEXT.test(said))) return LIMITS;
  return FORM_TEXT.test(text) ? ['response_format'] : [];
}

/** The longest request that the message names. */
export function longest(text: string): number {
  const told = /(?:context length|context window|context size|max_model_len)\D{1,20}(\d+)/i.exec(text)?.[1];
  return told === undefined ? Number.POSITIVE_INFINITY : Number(told);
}

/** What has to do with how long a text is. */
const OF_LENGTH = /\b(prompt|inputs?|messages?|left|remain(s|ing)?|available)\b/i;

/** Whether a message says that a number is too high for any text. Where it names no lower one, it may be so for this text alone. */
function isAboveMost(text: string, value: unknown): boolean {
  if (typeof value !== 'number') return false;
  if (longest(text) <= value) return true;
  return !OF_LENGTH.test(text) && (text.match(/\d{2,}/g) ?? []).some((number) => Number(number) < value);
}

/** The field of the request that these words are about. */
export function fieldIn(words: RefusalWords, sent: Readonly<Record<string, unknown>>): RefusedField | undefined {
  const placed = words.places.flatMap((place) => place.split(/[.[\]/]/)).find((part) => Object.hasOwn(sent, part));
  const named = placed ?? Object.keys(sent).find((name) => isNamedIn(words.text, name));
  const field = named ?? meantBy(words).find((name) => Object.hasOwn(sent, name));
  if (field === undefined) return undefined;
  const why = whyOf(words, field);
  return { field, why, ...(why === 'value' && isAboveMost(words.text, sent[field]) ? { isAboveMost: true } : {}) };
}
