import { type ErrorCode, GatewayError, toGatewayError } from '../../src/errors.ts';
import { statusOf } from './status-of.ts';

/** One answer or error a text, in order. */
type Results<Answer> = readonly (Answer | GatewayError)[];
/** Asks for some texts in one call. Throws what befell all of them. */
type Ask<Answer> = (texts: readonly string[]) => Promise<Results<Answer>>;

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

/** How many calls more a list may cost: enough to find two texts of it. */
const mostCalls = (texts: number) => 4 * Math.ceil(Math.log2(texts));

/** How many halves may fail in a row, over all lists of a model: then it is the server that fails, and not a text. */
const MAX_IN_VAIN = 4;

/** A part of a list. */
interface Part {
  from: number;
  to: number;
}

const isSingle = ({ from, to }: Part) => to - from === 1;

function halvesOf({ from, to }: Part): Part[] {
  if (isSingle({ from, to })) return [];
  const middle = Math.ceil((from + to) / 2);
  return [
    { from, to: middle },
    { from: middle, to },
  ];
}

/** The same failure, as one that belongs to its text: its neighbors were answered. */
function ofText({ code, message, cause, path, supported }: GatewayError): GatewayError {
  return new GatewayError(code, message, { cause, path, supported, ofText: true });
}

const isError = (result: unknown): result is GatewayError => result instanceof GatewayError;

/**
 * Makes a way to ask one model. Where one text can be why a whole list fails, it asks again by halves, one call after the other, so that
 * the others are answered: at most 4 log2(n) calls more for n texts, and of a server that fails altogether 4 until it answers again.
 */
export function byHalves() {
  let vainLeft = MAX_IN_VAIN;

  async function ask<Answer>(asked: Ask<Answer>, texts: readonly string[]): Promise<Results<Answer> | GatewayError> {
    try {
      const results = await asked(texts);
      if (results.every(isError)) return results;
      vainLeft = MAX_IN_VAIN;
      return results.map((result) => (isError(result) ? ofText(result) : result));
    } catch (thrown) {
      return toGatewayError(thrown, 'UPSTREAM_UNAVAILABLE', 'The model could not be asked.');
    }
  }

  /** The results of all parts of a list that has failed with `error` as a whole. */
  async function askParts<Answer>(asked: Ask<Answer>, texts: readonly string[], error: GatewayError): Promise<Results<Answer>> {
    const results: (Answer | GatewayError)[] = texts.map(() => error);
    const parts = halvesOf({ from: 0, to: texts.length });
    for (let left = mostCalls(texts.length); left > 0 && vainLeft > 0; left--) {
      const part = parts.shift();
      if (!part) break;
      const got = await ask(asked, texts.slice(part.from, part.to));
      if (!isError(got)) results.splice(part.from, got.length, ...got);
      else {
        vainLeft -= 1;
        if (!mayBeOfOneText(got)) break;
        results.fill(isSingle(part) ? ofText(got) : got, part.from, part.to);
        parts.push(...halvesOf(part));
      }
    }
    return results.every(isError) ? texts.map(() => error) : results;
  }

  return async <Answer>(asked: Ask<Answer>, texts: readonly string[]): Promise<Results<Answer>> => {
    const got = await ask(asked, texts);
    if (!isError(got)) return got;
    return mayBeOfOneText(got) ? askParts(asked, texts, got) : texts.map(() => got);
  };
}
