import type { Account } from '../../src/account.ts';
import { type ErrorCode, GatewayError, toGatewayError } from '../../src/errors.ts';
import { type Answer, type Call, outcomeOf, type Run } from '../../src/model.ts';
import type { Options, Task } from '../../src/task.ts';
import { statusOf } from './status-of.ts';

/** One answer or error for each text, in order. */
type Results<T extends Task> = readonly (Answer<T> | GatewayError)[];
/** Asks for some texts in one request. Throws what befell all of them. */
type Ask<T extends Task> = (texts: readonly string[], options: Options<T>, call: Call) => Promise<Results<T>>;

/** What a single text of a list can cause. A server error with another status than 500 tells of the server alone. */
const OF_ONE_TEXT: ReadonlySet<ErrorCode> = new Set([
  'INPUT_INVALID',
  'INPUT_TOO_LONG',
  'UNSUPPORTED_OPTION',
  'CONTENT_REFUSED',
  'OUTPUT_INVALID',
  'UPSTREAM_INVALID',
]);

const mayBeOfOneText = (error: GatewayError) =>
  OF_ONE_TEXT.has(error.code) || (statusOf(error) === 500 && error.retryAfterMs === undefined);

/** How many requests more a list may cost: enough to find two texts of it by halves. */
const mostCalls = (texts: number) => 4 * Math.ceil(Math.log2(texts));

/** How many parts may fail in a row, over all lists of a model: then it is the server that fails, and not a text. */
const MAX_IN_VAIN = 4;

/** Cuts a list that failed into parts, so small that the text at fault stands alone before it has no calls left: into halves where there is time. */
function partsOf(texts: readonly string[], attemptsLeft: number): (readonly string[])[] {
  if (texts.length < 2 || attemptsLeft < 1) return [];
  const parts = attemptsLeft === Number.POSITIVE_INFINITY ? 2 : Math.max(2, Math.ceil(texts.length ** (1 / attemptsLeft)));
  const size = Math.ceil(texts.length / parts);
  return Array.from({ length: Math.ceil(texts.length / size) }, (_, place) => texts.slice(place * size, (place + 1) * size));
}

/** The same failure, as one that belongs to its text: its neighbors were answered. */
function ofText({ code, message, cause, path, supported }: GatewayError): GatewayError {
  return new GatewayError(code, message, { cause, path, supported, ofText: true });
}

const isError = (result: unknown): result is GatewayError => result instanceof GatewayError;

/** A list that failed as a whole, while its parts are asked one after the other. */
interface Search {
  /** What is to be asked yet, the next first. */
  parts: (readonly string[])[];
  callsLeft: number;
  hasAnswer: boolean;
  /** The latest failure of each text. */
  errors: Map<string, GatewayError>;
  /** The texts that failed alone. */
  alone: Set<string>;
}

/** The next part, as far as its texts are still asked about. */
function nextPart({ parts }: Search, texts: readonly string[]): readonly string[] {
  while (parts.length > 0) {
    const part = (parts.shift() ?? []).filter((text) => texts.includes(text));
    if (part.length > 0) return part;
  }
  return [];
}

/** A part has failed as well: it is cut further where one of its texts may be why, and else nothing more is asked. */
function noteFailure(search: Search, part: readonly string[], error: GatewayError, account: Account): void {
  if (!mayBeOfOneText(error)) {
    search.parts = [];
    return;
  }
  search.parts.push(...partsOf(part, leastOf(part, account) - 1));
  for (const text of part) search.errors.set(text, error);
  if (part.length === 1) search.alone.add(part[0] ?? '');
}

/** The failure of a text so far. One that failed alone while neighbors were answered is at fault itself. */
function failureOf({ errors, alone, hasAnswer }: Search, text: string): GatewayError {
  const error = errors.get(text) as GatewayError;
  return hasAnswer && alone.has(text) ? ofText(error) : error;
}

/** Whether a later part may still tell something of the text. */
function isAwaited({ alone, hasAnswer, parts }: Search, text: string): boolean {
  return alone.has(text) ? !hasAnswer : parts.some((part) => part.includes(text));
}

/**
 * Makes the run of one model. Where one text can be why a whole list fails, it says how to ask again by parts, one request after the
 * other, so that the others are answered: at most 4 log2(n) requests more for n texts, and of a server that fails altogether 4 until it
 * answers again.
 */
export function byParts<T extends Task>(ask: Ask<T>): Run<T> {
  let vainLeft = MAX_IN_VAIN;

  /** One request. An error where it failed for all of the texts. */
  async function request(texts: readonly string[], options: Options<T>, call: Call): Promise<Results<T> | GatewayError> {
    try {
      const results = await ask(texts, options, call);
      if (results.every(isError)) return results;
      vainLeft = MAX_IN_VAIN;
      return results.map((result) => (isError(result) ? ofText(result) : result));
    } catch (thrown) {
      return toGatewayError(thrown, 'UPSTREAM_UNAVAILABLE', 'The model could not be asked.');
    }
  }

  /** Asks about the next part. The other texts wait with the error that they have. */
  function searching(search: Search): Run<T> {
    const run: Run<T> = async ({ texts, options }, call) => {
      const part = nextPart(search, texts);
      const got = part.length === 0 ? [] : await request(part, options, call);
      search.callsLeft -= 1;
      if (isError(got)) {
        vainLeft -= 1;
        noteFailure(search, part, got, call.account);
      } else search.hasAnswer ||= got.length > 0;
      const results = new Map(isError(got) ? [] : part.map((text, index) => [text, got[index]]));
      const isOver = search.parts.length === 0 || search.callsLeft <= 0 || vainLeft <= 0;
      return texts.map((text) => {
        const result = results.get(text);
        if (result) return outcomeOf<T>(result);
        const again = isOver || !isAwaited(search, text) ? undefined : run;
        return { ...outcomeOf<T>(failureOf(search, text)), isUnasked: !part.includes(text), again };
      });
    };
    return run;
  }

  return async ({ texts, options }, call) => {
    const got = await request(texts, options, call);
    if (!isError(got)) return got.map((result) => outcomeOf<T>(result));
    const parts = mayBeOfOneText(got) && vainLeft > 0 ? partsOf(texts, leastOf(texts, call.account) - 1) : [];
    if (parts.length === 0) return texts.map(() => outcomeOf<T>(got));
    const errors = new Map(texts.map((text) => [text, got]));
    const again = searching({ parts, callsLeft: mostCalls(texts.length), hasAnswer: false, errors, alone: new Set() });
    return texts.map(() => ({ ...outcomeOf<T>(got), again }));
  };
}

/** How many calls are left to the text that has the fewest. */
function leastOf(texts: readonly string[], account: Account): number {
  return Math.min(...texts.map((text) => account.attemptsLeft(text)));
}
