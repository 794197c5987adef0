// Asks a gateway with urql. Usage: node ask.js
// In React the same client goes into <Provider>, and the documents into useQuery and useSubscription.
import { Client, fetchExchange, gql } from '@urql/core';

const client = new Client({
  url: process.env.LINGRAPH_URL ?? 'http://127.0.0.1:4000/graphql',
  exchanges: [fetchExchange],
  fetchSubscriptions: true, // over server-sent events: no further package is needed
  preferGetMethod: false,
});

const SENTIMENT = gql`
  query Sentiment($text: String!) {
    sentiment(input: { text: $text }) {
      __typename
      ... on Sentiment { label confidence }
      ... on Error { code message retryable }
      ... on InvalidInputError { path }
    }
  }
`;

const TRANSLATE = gql`
  subscription Translate($text: String!, $target: LanguageTag!) {
    translateStream(input: { text: $text, target: $target }) {
      __typename
      ... on TextDelta { text }
      ... on Restarted { reason }
      ... on TranslationCompleted { translation { text } }
      ... on Error { code message }
    }
  }
`;

for (const text of ['I love this phone.', '']) {
  const { data, error } = await client.query(SENTIMENT, { text });
  if (error) throw error; // the request as a whole
  const result = data.sentiment;
  if (result.__typename === 'Sentiment') console.log(result.label);
  else if (result.__typename === 'InvalidInputError') console.log(`${result.code} in ${result.path.join('.')}`);
  else console.log(`${result.code}: ${result.retryable ? 'again later' : result.message}`);
}

const translated = await new Promise((resolve, reject) => {
  const variables = { text: 'Good morning, my friends.', target: 'pt' };
  // The subscription ends with its last event; `unsubscribe` of what `subscribe` returns would end it before.
  client.subscription(TRANSLATE, variables).subscribe(({ data, error }) => {
    if (error) return reject(error);
    const event = data?.translateStream;
    if (event?.__typename === 'TextDelta') process.stderr.write(event.text);
    if (event?.__typename === 'TranslationCompleted') resolve(event.translation.text);
    if (event && 'code' in event) reject(new Error(`${event.code}: ${event.message}`));
  });
});
console.log(translated);
