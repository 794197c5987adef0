// Asks a gateway with the fetch of Node, without any package. Usage: node ask.js "a text" "another text"
const url = process.env.LINGRAPH_URL ?? 'http://127.0.0.1:4000/graphql';
const texts = process.argv.slice(2);
if (texts.length === 0) texts.push('I love this phone.', 'The screen broke after a day.');

const query = `query Sentiments($input: SentimentBatchInput!) {
  sentimentBatch(input: $input) {
    items {
      index
      result {
        ... on Sentiment { label confidence }
        ... on Error { code message retryable retryAfterMs }
      }
    }
  }
}`;

const response = await fetch(url, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ query, variables: { input: { items: texts.map((text) => ({ text })) } } }),
  signal: AbortSignal.timeout(30_000),
});
const { data, errors } = await response.json();

// The request as a whole failed: a document that does not fit, a wrong key, a server that shuts down.
if (errors) throw new Error(`${errors[0].extensions.code}: ${errors[0].message}`);

// One text failed: its neighbours did not.
for (const { index, result } of data.sentimentBatch.items) {
  console.log('code' in result ? `${texts[index]}: ${result.code}, ${result.message}` : `${texts[index]}: ${result.label}`);
}
