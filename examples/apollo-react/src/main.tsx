import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { ApolloProvider } from '@apollo/client/react';
import { createRoot } from 'react-dom/client';
import { LiveTranslation } from './live-translation.tsx';
import { ReviewList } from './review-list.tsx';

const client = new ApolloClient({
  link: new HttpLink({ uri: '/graphql' }),
  // Members of unions: `... on Error` then fits each type that implements it.
  cache: new InMemoryCache({
    possibleTypes: { Error: ['InvalidInputError', 'UnsupportedError', 'LimitError', 'ModelError'] },
  }),
});

const REVIEWS = [
  { id: 'a', text: 'Wonderful room, friendly people.' },
  { id: 'b', text: 'Breakfast was cold and the shower broken.' },
  { id: 'c', text: '' },
];

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <ApolloProvider client={client}>
      <h1>Reviews</h1>
      <ReviewList reviews={REVIEWS} />
      <h1>Translation</h1>
      <LiveTranslation />
    </ApolloProvider>,
  );
