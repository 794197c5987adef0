import { useQuery } from '@apollo/client/react';
import { Failure } from './failure.tsx';
import { graphql } from './generated/gql.ts';

const REVIEW_SENTIMENTS = graphql(`
  query ReviewSentiments($items: [TextInput!]!) {
    sentimentBatch(input: { items: $items }) {
      items {
        key
        result {
          __typename
          ... on Sentiment {
            label
            confidence
          }
          ... on Error {
            code
            message
            origin
            retryable
            retryAfterMs
          }
        }
      }
    }
  }
`);

const FACES = { POSITIVE: '🙂', NEUTRAL: '😐', NEGATIVE: '🙁' } as const;

export interface Review {
  id: string;
  text: string;
}

/** Reviews, each with its sentiment: one request for all, a result for each. Apollo aborts the request when the list goes. */
export function ReviewList({ reviews }: { reviews: readonly Review[] }) {
  const variables = { items: reviews.map(({ id, text }) => ({ key: id, text })) };
  const { data, error, loading, refetch } = useQuery(REVIEW_SENTIMENTS, { variables });
  if (error) return <p role="alert">The gateway cannot be asked: {error.message}</p>;
  const results = new Map(data?.sentimentBatch?.items.map(({ key, result }) => [key, result]));
  return (
    <ul aria-busy={loading}>
      {reviews.map(({ id, text }) => {
        const result = results.get(id);
        return (
          <li key={id} dir="auto">
            {text || <i>(no text)</i>} {result === undefined && '…'}
            {result?.__typename === 'Sentiment' && (
              <span role="img" aria-label={result.label}>
                {FACES[result.label]}
              </span>
            )}
            {result && result.__typename !== 'Sentiment' && <Failure failure={result} onRetry={() => refetch()} />}
          </li>
        );
      })}
    </ul>
  );
}
