import { gql, useQuery } from 'urql';

interface Failure {
  __typename: 'InvalidInputError' | 'UnsupportedError' | 'LimitError' | 'ModelError';
  message: string;
  retryable: boolean;
}
interface Sentiment {
  __typename: 'Sentiment';
  label: 'POSITIVE' | 'NEUTRAL' | 'NEGATIVE';
}
interface Answer {
  /** Null where the field failed: then there is an error, too. */
  sentimentBatch: { items: { index: number; result: Sentiment | Failure }[] } | null;
}

const REVIEW_SENTIMENTS = gql<Answer, { items: { text: string }[] }>`
  query ReviewSentiments($items: [TextInput!]!) {
    sentimentBatch(input: { items: $items }) {
      items {
        index
        result {
          __typename
          ... on Sentiment { label }
          ... on Error { message retryable }
        }
      }
    }
  }
`;

/** Reviews, each with its sentiment. Around it stands <Provider value={client}>, with a client as in ask.js. */
export function ReviewList({ reviews }: { reviews: readonly string[] }) {
  const variables = { items: reviews.map((text) => ({ text })) };
  const [{ data, error, fetching }, ask] = useQuery({ query: REVIEW_SENTIMENTS, variables });
  if (error) return <p role="alert">The gateway cannot be asked: {error.message}</p>;
  const again = () => ask({ requestPolicy: 'network-only' });
  return (
    <ul aria-busy={fetching}>
      {data?.sentimentBatch?.items.map(({ index, result }) => (
        <li key={index} dir="auto">
          {reviews[index]} <Mark result={result} onRetry={again} />
        </li>
      ))}
    </ul>
  );
}

function Mark({ result, onRetry }: { result: Sentiment | Failure; onRetry: () => void }) {
  if (result.__typename === 'Sentiment') return <b>{result.label}</b>;
  return (
    <span role="alert">
      {result.message}{' '}
      {result.retryable && (
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </span>
  );
}
