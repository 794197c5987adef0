import type { ErrorCode, ErrorOrigin } from './generated/graphql.ts';

export interface FailureProps {
  failure: {
    __typename: 'InvalidInputError' | 'UnsupportedError' | 'LimitError' | 'ModelError';
    code: ErrorCode;
    message: string;
    origin: ErrorOrigin;
    retryable: boolean;
    retryAfterMs: number | null | undefined;
  };
  onRetry?: () => void;
}

/** A failure by its type: who can do something about it, and what. */
export function Failure({ failure, onRetry }: FailureProps) {
  return (
    <span role="alert" data-code={failure.code}>
      {adviceFor(failure)}{' '}
      {failure.retryable && onRetry && (
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </span>
  );
}

function adviceFor({ __typename, message, retryAfterMs }: FailureProps['failure']): string {
  switch (__typename) {
    case 'InvalidInputError':
      return message; // the reader can correct it
    case 'UnsupportedError':
      return `This cannot be done here: ${message}`;
    case 'LimitError':
      return retryAfterMs ? `Too much at once. Again in ${Math.ceil(retryAfterMs / 1_000)} s.` : 'Too much at once.';
    case 'ModelError':
      return 'No model could answer just now.';
  }
}
