import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { GatewayError } from '../../../src/errors.ts';
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

const words = Array.from({ length: 60 }, (_, place) => `palavra${place} `);
const start = async (script: Script) => {
  server = await startStreams([scriptedTranslator('one', script)], { graceMs: 700 });
  return server.graphqlUrl;
};
const clientOf = (uri: string) => new ApolloClient({ link: new HttpLink({ uri }), cache: new InMemoryCache() });

interface Heard {
  events: StreamEvent[];
  error?: unknown;
}

/** Listens until the end; `leave` ends it sooner. */
function listen(url: string, onEvent?: (leave: () => void) => void): Promise<Heard> {
  const heard: Heard = { events: [] };
  return new Promise((resolve) => {
    const subscription = clientOf(url)
      .subscribe<{ translateStream: StreamEvent }>({
        query: gql(TRANSLATE),
        variables: { text: 'Good morning.' },
        fetchPolicy: 'no-cache',
      })
      .subscribe({
        next({ data, error }) {
          if (error) heard.error = error;
          if (data?.translateStream) heard.events.push(data.translateStream);
          onEvent?.(() => {
            subscription.unsubscribe();
            resolve(heard);
          });
        },
        error: (error) => resolve({ ...heard, error }),
        complete: () => resolve(heard),
      });
  });
}

describe('the HttpLink of Apollo Client', () => {
  it('gets deltas and the whole translation', async () => {
    const { events, error } = await listen(await start(wordByWord(words)));
    expect(error).toBeUndefined();
    expect(events.at(-1)).toMatchObject({ __typename: 'TranslationCompleted', translation: { text: words.join('') } });
    expect(heardIn(events)).toBe(words.join(''));
    expect(events.length).toBeGreaterThan(2);
  });

  it('stops the model at once when it leaves', async () => {
    const signals: AbortSignal[] = [];
    const url = await start(async (_, emit, { signal }) => {
      signals.push(signal);
      emit('um ');
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      return new GatewayError('CLIENT_CLOSED_REQUEST', 'The caller left.');
    });
    await listen(url, (leave) => leave());
    await vi.waitFor(() => expect(signals.map(({ aborted }) => aborted)).toEqual([true]), 30_000);
  });

  it('hears that the server shuts down, as the last result', async () => {
    const url = await start(async (_, emit, { signal }) => {
      emit('um ');
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      return new GatewayError('CLIENT_CLOSED_REQUEST', 'The caller left.');
    });
    let closed: Promise<void> | undefined;
    const { error } = await listen(url, () => {
      closed ??= server.close();
    });
    expect(error).toMatchObject({ errors: [{ extensions: { code: 'SHUTTING_DOWN', retryable: true } }] });
    await closed;
  });

  it('gets the errors of a document that does not fit', async () => {
    const url = await start(wordByWord(words));
    const query = gql('subscription { nothing }');
    const heard = await new Promise((resolve) => {
      clientOf(url)
        .subscribe({ query })
        .subscribe({ next: ({ error }) => resolve(error), error: resolve });
    });
    expect(heard).toMatchObject({ errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] });
  });
});

it('is written as the protocol says', async () => {
  const url = await start(wordByWord(['Bom ', 'dia.']));
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json',
    },
    body: JSON.stringify({ query: TRANSLATE, variables: { text: 'Good morning.' } }),
  });
  expect(response.headers.get('content-type')).toBe('multipart/mixed;boundary="graphql";subscriptionSpec=1.0');
  const parts = (await response.text()).split('\r\n--graphql');
  expect(parts[0]).toBe('');
  expect(parts.at(-1)).toBe('--\r\n');
  const [first] = parts.slice(1);
  expect(first).toBe(
    '\r\ncontent-type: application/json\r\n\r\n{"payload":{"data":{"translateStream":{"__typename":"TextDelta","text":"Bom dia."}}}}',
  );
});
