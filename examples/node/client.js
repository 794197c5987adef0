// Asks a gateway with its client: three lines for the common case. Usage: node client.js
import { createClient, LingraphError } from 'lingraph/client';

const lingraph = createClient({ url: process.env.LINGRAPH_URL ?? 'http://127.0.0.1:4000/graphql' });

const { label } = await lingraph.sentiment('I love this phone.');
console.log(label);

// Any number of texts: a result for each, in order; one failed text has its error in its place.
for (const result of await lingraph.sentimentBatch(['Wonderful room.', '', 'Breakfast was cold.'])) {
  console.log(result instanceof LingraphError ? result.code : result.label);
}

// A text as it comes. `restarted` makes void what came before it.
let text = '';
for await (const event of lingraph.translateStream('Good morning, my friends. The meeting starts at ten.', { target: 'pt' })) {
  if (event.type === 'delta') text += event.text;
  if (event.type === 'restarted') text = '';
  if (event.type === 'completed') console.log(event.result.text, event.result.text === text || text === '');
}

// A failure says what to do about it.
try {
  await lingraph.translate('Good morning', { target: 'tlh' });
} catch (error) {
  if (!(error instanceof LingraphError)) throw error;
  const pairs = error.supported.pairs.map(({ source, target }) => `${source} to ${target}`);
  console.log(error.code, error.origin, error.retryable ? 'again later' : 'not again', pairs.join(', '));
}
