import { createClient } from 'graphql-sse';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createOnnx } from '../../../backends/onnx/index.ts';
import { onnxSettings } from '../../../backends/onnx/settings.ts';
import type { Backend } from '../../../src/model.ts';
import { heardIn, type StreamEvent, type StreamServer, startStreams, TRANSLATE } from './streams-world.ts';

let backend: Backend;
let server: StreamServer;
beforeAll(async () => {
  backend = await createOnnx('local', onnxSettings.parse({ workers: 1 }));
  server = await startStreams([backend]);
});
afterAll(async () => {
  await server?.close();
  await backend?.close?.();
});

const sentences = [
  'The council approved a new bridge over the river.',
  'It will cost ten million euros and take three years.',
  'Work starts in May, when the water is low.',
  'Residents had waited for years and were relieved.',
  'A rare bird was seen in the harbour on Sunday.',
  'Dozens of people came to watch it from the pier.',
  'It left in the evening and has not come back.',
  'Experts were surprised that it came so far north.',
];

const SUMMARIZE = `subscription Summarize($text: String!) {
  summarizeStream(input: { text: $text, language: "en", length: SHORT }) {
    __typename
    ... on TextDelta { text }
    ... on SummaryCompleted { summary { text method sentences { text } } }
    ... on Error { code message }
  }
}`;

function iterate(query: string, text: string) {
  const client = createClient({ url: server.graphqlUrl, retryAttempts: 0 });
  return client.iterate<Record<string, StreamEvent & { summary?: { text: string; method: string } }>>({
    query,
    variables: { text },
  });
}

async function listen(query: string, text: string, fieldName: string) {
  const events = [];
  for await (const { data, errors } of iterate(query, text)) {
    expect(errors).toBeUndefined();
    const event = data?.[fieldName];
    if (event) events.push(event);
  }
  return events;
}

describe('the models that run inside the gateway', () => {
  it('translate sentence by sentence', async () => {
    const events = await listen(TRANSLATE, sentences.join(' '), 'translateStream');
    const last = events.at(-1);
    expect(last?.__typename).toBe('TranslationCompleted');
    expect(heardIn(events)).toBe(last?.translation?.text);
    expect(events.filter(({ __typename }) => __typename === 'TextDelta').length).toBeGreaterThan(1);
    expect(events[0]?.text).toMatch(/^\p{Lu}.*\.\s?$/u);
    expect(last?.translation?.meta?.usage).toMatchObject({ outputTokens: expect.any(Number) });
  });

  it('summarize by sentences of the text', async () => {
    const events = await listen(SUMMARIZE, sentences.join(' '), 'summarizeStream');
    const last = events.at(-1);
    expect(last).toMatchObject({ __typename: 'SummaryCompleted', summary: { method: 'EXTRACTIVE' } });
    expect(heardIn(events)).toBe(last?.summary?.text);
  });

  it('stop when their listener leaves, and serve the next one', async () => {
    const text = Array.from({ length: 40 }, (_, round) => sentences.map((sentence) => `${round}: ${sentence}`).join(' ')).join(
      ' ',
    );
    const events = iterate(TRANSLATE, text);
    const first = await events.next();
    expect(first.value?.data?.translateStream?.__typename).toBe('TextDelta');
    await events.return?.();
    await vi.waitFor(
      () =>
        expect(server.gateway.telemetry.requests.read({ first: 1, fits: () => true })).toMatchObject([
          { code: 'CLIENT_CLOSED_REQUEST' },
        ]),
      30_000,
    );
    const next = await listen(TRANSLATE, 'Good evening to all of you.', 'translateStream');
    expect(next.at(-1)?.__typename).toBe('TranslationCompleted');
  });
});
