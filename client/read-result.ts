import { type Failure, LingraphError } from './lingraph-error.ts';

/** A member of a result union: an answer, or an error with a code. */
export type Member<T> = (T | (Omit<Failure, 'retryAfterMs'> & { retryAfterMs: number | null })) & { __typename?: string };

/** The answer without the name of its type, or the failure as a LingraphError. */
export function readResult<T extends object>(member: Member<T> | null | undefined): T | LingraphError {
  if (typeof member !== 'object' || member === null) return new LingraphError(LEFT_OUT);
  const { __typename, ...rest } = member;
  return 'code' in rest && 'retryable' in rest ? new LingraphError(rest as unknown as Failure) : (rest as unknown as T);
}

/** The results of a batch by their places. Throws when there is not one for each text. */
export function readItems<T extends object>(
  items: readonly { index: number; result: Member<T> }[] = [],
  expected: number,
): (T | LingraphError)[] {
  const results = new Map(items.map(({ index, result }) => [index, readResult(result)]));
  return Array.from({ length: expected }, (_, place) => {
    const result = results.get(place);
    if (!result) throw new LingraphError(LEFT_OUT);
    return result;
  });
}

const LEFT_OUT: Failure = {
  code: 'INVALID_ANSWER',
  origin: 'GATEWAY',
  retryable: false,
  message: 'The gateway left out an answer.',
};
