/** Streams of providers that break off, as the real clients hear them: over SSE, Apollo's multipart protocol and graphql-ws. */
import { ApolloClient, HttpLink, InMemoryCache, gql as parsed } from '@apollo/client';
import { Client, fetchExchange, gql } from '@urql/core';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import { describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { mockUpstream } from '../../bench/faults/mock-upstream.ts';
import { remote, routed } from '../../bench/faults/settings.ts';
import { type Fault, rawUpstream } from '../support/raw-upstream.ts';
import { serveHere } from '../support/serve-here.ts';
import { ends } from './over-http.ts';

interface StreamEvent {
  __typename: string;
  text?: string;
  reason?: string;
  code?: string;
  whole?: { text: string; meta: { usage: { outputTokens: number } | null } };
}

const EVENT = `__typename ... on TextDelta { text } ... on Restarted { reason } ... on Error { code }`;
const WHOLE = `text meta { usage { outputTokens } }`;
const STREAMS = {
  translateStream: `subscription ($text: String!) { stream: translateStream(input: { text: $text, source: "en", target: "pt" }) {
    ${EVENT} ... on TranslationCompleted { whole: translation { ${WHOLE} } } } }`,
  summarizeStream: `subscription ($text: String!) { stream: summarizeStream(input: { text: $text, language: "en" }) {
    ${EVENT} ... on SummaryCompleted { whole: summary { ${WHOLE} } } } }`,
} as const;

interface Listener {
  next(event: StreamEvent | undefined): void;
  end(problem?: unknown): void;
}

/** Subscribes with a library as its users do; gives how to leave. */
type Listen = (url: string, query: string, variables: { text: string }, listener: Listener) => () => void;

const overSse: Listen = (url, query, variables, { next, end }) => {
  const client = createSseClient({ url, retryAttempts: 0 });
  const sink = { next: ({ data }: { data?: unknown }) => next(eventIn(data)), error: end, complete: () => end() };
  return client.subscribe({ query, variables }, sink);
};

const overWebsocket: Listen = (url, query, variables, { next, end }) => {
  const client = createWsClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
  const sink = { next: ({ data }: { data?: unknown }) => next(eventIn(data)), error: end, complete: () => end() };
  return client.subscribe({ query, variables }, sink);
};

const withUrql: Listen = (url, query, variables, { next, end }) => {
  const client = new Client({ url, exchanges: [fetchExchange], fetchSubscriptions: true, preferGetMethod: false });
  const { unsubscribe } = client.subscription(gql(query), variables).subscribe(({ data, error, hasNext }) => {
    if (data && hasNext) next(eventIn(data)); // the last result is the one before, once more
    if (error || !hasNext) end(error);
  });
  return unsubscribe;
};

const withApollo: Listen = (uri, query, variables, { next, end }) => {
  const client = new ApolloClient({ link: new HttpLink({ uri }), cache: new InMemoryCache() });
  const events = client.subscribe({ query: parsed(query), variables, fetchPolicy: 'no-cache' });
  const subscription = events.subscribe({
    next: ({ data, error }) => (error ? end(error) : next(eventIn(data))),
    error: end,
    complete: () => end(),
  });
  return () => subscription.unsubscribe();
};

const eventIn = (data: unknown) => (data as { stream?: StreamEvent } | null | undefined)?.stream;

const CLIENTS: readonly [string, Listen][] = [
  ['graphql-sse', overSse],
  ['graphql-ws', overWebsocket],
  ['@urql/core', withUrql],
  ['@apollo/client', withApollo],
];

/** Everything until the library says that it is over. */
function heard(listen: Listen, url: string, field: keyof typeof STREAMS, text = 'The soup was cold.'): Promise<StreamEvent[]> {
  const events: StreamEvent[] = [];
  return new Promise((resolve, reject) => {
    const end = (problem?: unknown) => (problem ? reject(problem) : resolve(events));
    listen(`${url}/graphql`, STREAMS[field], { text }, { next: (event) => event && events.push(event), end });
  });
}

const kinds = (events: readonly StreamEvent[]) =>
  events.map(({ __typename }) => __typename).filter((kind, place, all) => kind !== all[place - 1]);
const concatenated = (events: readonly StreamEvent[]) =>
  events.reduce((text, { __typename, text: delta = '' }) => (__typename === 'Restarted' ? '' : text + delta), '');

const ANSWER = 'A sopa estava fria, mas o vinho estava bom.';

/** Only faults are to end a try here, never a machine that is busy. */
const PATIENT = { attemptMs: 60_000, idleMs: 60_000 };

async function serve(fault: Fault, spare: boolean, patience: object = {}) {
  const broken = ends(await rawUpstream(fault));
  const sound = ends(await mockUpstream(() => ({ content: ANSWER })));
  const backends = { broken: remote(broken.url, patience), ...(spare ? { sound: remote(sound.url, PATIENT) } : {}) };
  const { url, gateway } = ends(await serveHere(routed(backends)));
  return { url, gateway, broken, sound };
}

describe.each(CLIENTS)('%s', (_, listen) => {
  it.each([
    ['translateStream', 'TranslationCompleted'],
    ['summarizeStream', 'SummaryCompleted'],
  ] as const)('hears %s begin anew where it stops after its first words, and then the whole of it', async (field, completed) => {
    const { url } = await serve('the stream stalls', true);
    const events = await heard(listen, url, field);
    expect(kinds(events)).toEqual(['TextDelta', 'Restarted', 'TextDelta', completed]);
    expect(events[1]).toMatchObject({ reason: 'UPSTREAM_TIMEOUT' });
    expect(events.at(-1)?.whole).toMatchObject({ text: ANSWER, meta: { usage: { outputTokens: expect.any(Number) } } });
    expect(concatenated(events)).toBe(ANSWER);
  });

  it('hears nothing of a provider that fails before its first words', async () => {
    const { url } = await serve('the connection is reset', true);
    const events = await heard(listen, url, 'translateStream');
    expect(kinds(events)).toEqual(['TextDelta', 'TranslationCompleted']);
    expect(concatenated(events)).toBe(ANSWER);
  });

  it('hears one typed error at the end where nobody takes over, and asks anew the next time', async () => {
    const { url, gateway, broken } = await serve('the stream stalls', false);
    for (const time of [1, 2]) {
      const events = await heard(listen, url, 'translateStream');
      expect(kinds(events)).toEqual(['TextDelta', 'ModelError']);
      expect(events.at(-1)?.code).toBe('UPSTREAM_TIMEOUT');
      expect(broken.requests()).toBe(time);
    }
    const [last] = gateway.telemetry.requests.read({ first: 1, fits: () => true });
    expect(last).toMatchObject({ failed: 1, code: 'UPSTREAM_TIMEOUT', bill: { asked: { calls: 1, estimated: true } } });
  });

  it('stops the provider at once by leaving', async () => {
    const { url, broken } = await serve('nothing is said', false, PATIENT);
    const leave = listen(`${url}/graphql`, STREAMS.translateStream, { text: 'Good.' }, { next: () => {}, end: () => {} });
    await expect.poll(() => broken.busySockets()).toBe(1);
    leave();
    await expect.poll(() => broken.busySockets()).toBe(0);
  });
});

it('says that thoughts were void that a model did not announce', async () => {
  const thinking = ends(await mockUpstream(() => ({ content: `The soup is a sopa.</think>\n\n${ANSWER}` })));
  const { url } = ends(await serveHere(routed({ thinking: remote(thinking.url, PATIENT) })));
  const events = await heard(overSse, url, 'translateStream');
  expect(events.at(-1)).toMatchObject({ __typename: 'TranslationCompleted', whole: { text: ANSWER } });
  expect(concatenated(events)).toBe(ANSWER);
});
