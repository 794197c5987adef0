import { createClient as createSseClient } from 'graphql-sse';
import { afterEach, describe, expect, it } from 'vitest';
import {
  heardIn,
  type Script,
  type StreamEvent,
  type StreamServer,
  scriptedTranslator,
  startStreams,
  TRANSLATE,
  wordByWord,
} from './streams-world.ts';

let server: StreamServer;
afterEach(() => server.close());

const start = async (script: Script) => {
  server = await startStreams([scriptedTranslator('one', script)]);
  return server;
};
const words = Array.from({ length: 60 }, (_, place) => `palavra${place} `);

/** All events of one subscription, with the client of graphql-sse. */
async function listen(url: string, text = 'Good morning to you all.'): Promise<StreamEvent[]> {
  const client = createSseClient({ url, retryAttempts: 0 });
  const events: StreamEvent[] = [];
  for await (const { data, errors } of client.iterate<{ translateStream: StreamEvent }>({
    query: TRANSLATE,
    variables: { text },
  })) {
    expect(errors).toBeUndefined();
    if (data) events.push(data.translateStream);
  }
  client.dispose();
  return events;
}

describe('the client of graphql-sse', () => {
  it('gets coalesced deltas, then the whole translation', async () => {
    const { graphqlUrl } = await start(wordByWord(words));
    const events = await listen(graphqlUrl);
    const last = events.at(-1);
    expect(last).toMatchObject({ __typename: 'TranslationCompleted', translation: { text: words.join('') } });
    expect(events.slice(0, -1).every(({ __typename }) => __typename === 'TextDelta')).toBe(true);
    expect(heardIn(events)).toBe(words.join(''));
    expect(events.length).toBeGreaterThan(2);
    expect(events.length).toBeLessThan(words.length / 2);
  });

  it('gets only the end of what is known already', async () => {
    const { graphqlUrl } = await start(wordByWord(words));
    await listen(graphqlUrl);
    const events = await listen(graphqlUrl);
    expect(events).toMatchObject([{ __typename: 'TranslationCompleted', translation: { meta: { cache: { status: 'HIT' } } } }]);
  });
});
